using System.Globalization;
using ActorNet.Chaos.Environments;
using ActorNet.Chaos.Plan;

namespace ActorNet.Chaos.Rounds;

/// <summary>`actornet train`, which is resumed.</summary>
internal sealed class AloneRound : Round
{
    public AloneRound(ChaosPlan plan, TestEnvironment environment, string dataset, string expectedWeights)
        : base(plan, environment, expectedWeights)
    {
        string[] options =
        [
            "--workers", plan.Workers.ToString(CultureInfo.InvariantCulture),
            "--checkpoint-every", plan.CheckpointEvery.ToString(CultureInfo.InvariantCulture), "--json",
        ];
        environment.Networks.AddHost("train");
        Trainers.Add(new TrainerNode(environment, "train", (run, isRestart) =>
            isRestart ? ["train", "--resume", run, .. options] : ["train", "--out", run, .. options, .. plan.Training.Options(dataset)]));
    }

    protected override TrainerNode Active => Trainers[0];
}
