using System.Globalization;
using ActorNet.Chaos.Plan;
using ActorNet.Chaos.World;

namespace ActorNet.Chaos.Rounds;

/// <summary>Three coordinators with a folder each, one of which takes over when the one that trains is lost, and workers.</summary>
internal sealed class FailoverRound : Round
{
    private static readonly string[] Hosts = ["a", "b", "c"];

    /// <summary>Prepares it.</summary>
    public FailoverRound(ChaosPlan plan, Stage stage, string dataset, string expectedWeights) : base(plan, stage, expectedWeights)
    {
        foreach (var host in Hosts)
            stage.Networks.AddHost(host);
        var endpoints = string.Join(',', Hosts.Select(stage.EndpointOn));
        string[] security = stage.Networks.AreSeparate ? ["--insecure"] : [];
        foreach (var host in Hosts)
        {
            Trainers.Add(new TrainerSlot(stage, host, (run, _) =>
            [
                "coordinator", "--listen", stage.EndpointOn(host), "--peers", endpoints, .. security,
                "--checkpoint-every", plan.CheckpointEvery.ToString(CultureInfo.InvariantCulture), "--out", run, "--json", .. plan.Training.Options(dataset),
            ]));
        }

        for (var i = 1; i <= plan.Workers; i++)
            AddWorker($"w{i}", ["--join", endpoints, .. security]);
    }

    /// <summary>Whoever has told of steps last.</summary>
    protected override TrainerSlot Active => Trainers.MaxBy(trainer => trainer.Process.LastStepAt)!;

    /// <summary>One that is cut off from the others stops.</summary>
    protected override bool MayStop => true;

    /// <summary>Who trains and a worker are cut off from the others, together.</summary>
    protected override Task CutTrainerAsync(Misfortune misfortune) => CutAsync(misfortune.Duration, Active.Name, WorkerOf(misfortune).Name);
}
