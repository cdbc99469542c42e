using ActorNet.Coordination.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Cli.Train;

/// <summary>Makes the summary of a run.</summary>
internal static class Summaries
{
    /// <summary>The summary of a run; a resumed run counts its earlier epochs and time too.</summary>
    public static RunSummary Of(TrainingResult result, RunDescription run, TrainRequest request, IReadOnlyList<EpochCompleted> earlier)
    {
        var data = run.Dataset;
        return new RunSummary(
            run.RunId, new SummaryDataset(data.Name, data.Sha256, data.TrainSamples, data.TestSamples),
            run.Spec.Network.Widths.ToString(), run.Spec.Network.ParameterCount, run.Spec.Seed, result.Workers, result.Steps,
            [.. earlier.Concat(result.Epochs).Select(EpochOf)],
            result.TestLoss, result.TestAccuracy, earlier.Sum(epoch => epoch.Seconds) + result.TrainSeconds, result.SamplesPerSecond,
            result.WeightsSha256)
        {
            StopReason = result.Reason,
            BestEpoch = result.BestEpoch,
            Notice = data.Notice,
            Threads = request.Threads,
        };
    }

    private static SummaryEpoch EpochOf(EpochCompleted epoch) => new(epoch.Epoch, epoch.TrainLoss, epoch.TestAccuracy, epoch.Seconds)
    {
        TestLoss = epoch.TestLoss,
        ValidationLoss = epoch.ValidationLoss,
        ValidationAccuracy = epoch.ValidationAccuracy,
    };
}
