using System.Globalization;
using ActorNet.Chaos.Environments;
using ActorNet.Chaos.Plan;

namespace ActorNet.Chaos.Rounds;

/// <summary>One coordinator, which is restarted by the same command, and workers.</summary>
internal sealed class ClusterRound : Round
{
    private const string Host = "coordinator";

    public ClusterRound(ChaosPlan plan, TestEnvironment environment, string dataset, string expectedWeights)
        : base(plan, environment, expectedWeights)
    {
        environment.Networks.AddHost(Host);
        var endpoint = environment.EndpointOn(Host);
        string[] security = environment.Networks.UsesNamespaces ? ["--insecure"] : [];
        Trainers.Add(new TrainerNode(environment, Host, (run, _) =>
        [
            "coordinator", "--listen", endpoint, .. security, "--topology", plan.ExchangeName,
            "--min-workers", plan.MinWorkers.ToString(CultureInfo.InvariantCulture),
            "--checkpoint-every", plan.CheckpointEvery.ToString(CultureInfo.InvariantCulture),
            "--continue", "--out", run, "--json", .. plan.Training.Options(dataset),
        ]));
        for (var i = 1; i <= plan.Workers; i++)
            AddWorker(i, ["--join", endpoint, .. security]);
    }

    protected override TrainerNode Active => Trainers[0];

    protected override Task WaitUntilReadyAsync() => Active.Process.WaitForEventAsync("coordinator-listening");
}
