using System.Globalization;
using ActorNet.Chaos.Environments;
using ActorNet.Chaos.Plan;

namespace ActorNet.Chaos.Rounds;

/// <summary>
/// Three coordinators, each with its own folder, and workers. Another coordinator takes over when the active one is lost.
/// </summary>
internal sealed class FailoverRound : Round
{
    private static readonly string[] Hosts = ["a", "b", "c"];

    public FailoverRound(ChaosPlan plan, TestEnvironment environment, string dataset, string expectedWeights)
        : base(plan, environment, expectedWeights)
    {
        foreach (var host in Hosts)
            environment.Networks.AddHost(host);
        var endpoints = string.Join(',', Hosts.Select(environment.EndpointOn));
        string[] security = environment.Networks.UsesNamespaces ? ["--insecure"] : [];
        foreach (var host in Hosts)
        {
            Trainers.Add(new TrainerNode(environment, host, (run, _) =>
            [
                "coordinator", "--listen", environment.EndpointOn(host), "--peers", endpoints, .. security, "--topology", plan.ExchangeName,
                "--min-workers", plan.MinWorkers.ToString(CultureInfo.InvariantCulture),
                "--checkpoint-every", plan.CheckpointEvery.ToString(CultureInfo.InvariantCulture), "--out", run, "--json",
                .. plan.Training.Options(dataset),
            ]));
        }

        for (var i = 1; i <= plan.Workers; i++)
            AddWorker(i, ["--join", endpoints, .. security]);
    }

    /// <summary>The coordinator that reported steps last.</summary>
    protected override TrainerNode Active => Trainers.MaxBy(trainer => trainer.Process.LastStepAt)!;

    /// <summary>A coordinator that is disconnected from the others stops.</summary>
    protected override bool MayExit => true;

    /// <summary>Disconnects the active coordinator together with a worker.</summary>
    protected override Task PartitionTrainerAsync(Fault fault) => PartitionAsync(fault.Duration, Active.Name, WorkerOf(fault).Name);
}
