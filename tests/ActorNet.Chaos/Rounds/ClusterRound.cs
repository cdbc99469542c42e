using System.Globalization;
using ActorNet.Chaos.Plan;
using ActorNet.Chaos.World;

namespace ActorNet.Chaos.Rounds;

/// <summary>One coordinator, which is started again by the same command, and workers.</summary>
internal sealed class ClusterRound : Round
{
    private const string Host = "coordinator";

    /// <summary>Prepares it.</summary>
    public ClusterRound(ChaosPlan plan, Stage stage, string dataset, string expectedWeights) : base(plan, stage, expectedWeights)
    {
        stage.Networks.AddHost(Host);
        var endpoint = stage.EndpointOn(Host);
        string[] security = stage.Networks.AreSeparate ? ["--insecure"] : [];
        Trainers.Add(new TrainerSlot(stage, Host, (run, _) =>
        [
            "coordinator", "--listen", endpoint, .. security, "--checkpoint-every", plan.CheckpointEvery.ToString(CultureInfo.InvariantCulture),
            "--continue", "--out", run, "--json", .. plan.Training.Options(dataset),
        ]));
        for (var i = 1; i <= plan.Workers; i++)
            AddWorker($"w{i}", ["--join", endpoint, .. security]);
    }

    /// <inheritdoc/>
    protected override TrainerSlot Active => Trainers[0];

    /// <inheritdoc/>
    protected override Task ReadyAsync() => Active.Process.EventAsync("coordinator-listening");
}
