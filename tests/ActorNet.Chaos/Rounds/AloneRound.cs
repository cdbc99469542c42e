using System.Globalization;
using ActorNet.Chaos.Plan;
using ActorNet.Chaos.World;

namespace ActorNet.Chaos.Rounds;

/// <summary>`actornet train`, which is resumed.</summary>
internal sealed class AloneRound : Round
{
    /// <summary>Prepares it.</summary>
    public AloneRound(ChaosPlan plan, Stage stage, string dataset, string expectedWeights) : base(plan, stage, expectedWeights)
    {
        string[] how = ["--workers", plan.Workers.ToString(CultureInfo.InvariantCulture), "--checkpoint-every", plan.CheckpointEvery.ToString(CultureInfo.InvariantCulture), "--json"];
        stage.Networks.AddHost("train");
        Trainers.Add(new TrainerSlot(stage, "train", (run, isAgain) =>
            isAgain ? ["train", "--resume", run, .. how] : ["train", "--out", run, .. how, .. plan.Training.Options(dataset)]));
    }

    /// <inheritdoc/>
    protected override TrainerSlot Active => Trainers[0];
}
