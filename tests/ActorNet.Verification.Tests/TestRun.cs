using ActorNet.Coordination.Training;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Verification.Tests;

/// <summary>Real runs of a small network: 110 steps in an epoch, with links after 55 and 110 of them.</summary>
internal static class TestRun
{
    public static Dataset Data { get; } = SmallData.Blobs(train: 132_000, test: 200, noise: 2f);

    /// <summary>The same data and more of them, of which the last are for validation.</summary>
    public static Dataset DataWithValidation { get; } = SmallData.Blobs(train: 132_300, test: 200, noise: 2f);

    public static TrainingSpec Spec { get; } = SmallData.Spec(OptimizerKind.Momentum, batch: 1_200, epochs: 3);

    public static RunDescription Describe(TrainingSpec spec, Dataset data) =>
        RunDescription.Create(spec, DatasetDescription.Of(data, new DatasetRequest("blobs")), "test", DateTimeOffset.UnixEpoch);

    /// <summary>Trains a new run to its end, or until it is interrupted.</summary>
    public static Task<RunDirectory> TrainAsync(string path, Session? session = null, TrainingSpec? spec = null, Dataset? data = null) =>
        TrainAsync(RunDirectory.Create(path, Describe(spec ?? Spec, data ?? Data)), null, session, data);

    /// <summary>Resumes a run from its newest checkpoint, with more epochs if they are given.</summary>
    public static Task<RunDirectory> ResumeAsync(RunDirectory run, Session? session = null, Dataset? data = null, int? epochs = null)
    {
        var state = run.Checkpoints.ReadNewest(out _);
        run.Reopen(run.Description with { Spec = run.Description.Spec with { Epochs = epochs ?? run.Description.Spec.Epochs } }, state?.Step ?? 0);
        return TrainAsync(run, state, session, data);
    }

    /// <summary>The chain's steps and links.</summary>
    public static IReadOnlyList<(long Step, string? Link)> ChainOf(RunDirectory run) =>
        [.. RunRecord.Read(run).Links.Select(link => (link.Step, link.Link))];

    private static async Task<RunDirectory> TrainAsync(RunDirectory run, TrainingState? state, Session? session, Dataset? data)
    {
        session ??= new Session();
        using var cancellation = new CancellationTokenSource();
        using var recorder = new RunRecorder(run, state);
        var isKilled = false;
        var options = new TrainerOptions
        {
            Workers = session.Workers, CheckpointEverySteps = session.CheckpointEvery, ResumeFrom = state,
            CreateComputer = session.CreateComputer,
            Checkpoint = checkpoint =>
            {
                // Not by the recorder, which leaves out those that the disk is too slow for.
                if (!isKilled)
                    run.Checkpoints.Write(checkpoint, session.KeptCheckpoints);
            },
        };
        var result = await Trainer.TrainAsync(run.Description.Spec, data ?? Data, options, trainingEvent =>
        {
            if (!isKilled)
                recorder.Record(trainingEvent);
            isKilled |= trainingEvent is StepsCompleted killed && killed.Step == session.KillAt;
            if (isKilled || trainingEvent is StepsCompleted steps && steps.Step == session.InterruptAt)
                cancellation.Cancel();
        }, cancellation.Token);
        recorder.Complete();
        if (isKilled)
        {
            await File.AppendAllTextAsync(run.MetricsPath, """{"event":"steps-compl""", CancellationToken.None);
            return run;
        }

        run.WriteModel(result.Parameters);
        run.WriteSummary(SummaryOf(run.Description, result, [.. recorder.EarlierEpochs, .. result.Epochs]));
        return run;
    }

    private static RunSummary SummaryOf(RunDescription run, TrainingResult result, IEnumerable<EpochCompleted> epochs) => new(
        run.RunId, new SummaryDataset(run.Dataset.Name, run.Dataset.Sha256, run.Dataset.TrainSamples, run.Dataset.TestSamples),
        run.Spec.Network.Widths.ToString(), run.Spec.Network.ParameterCount, run.Spec.Seed, result.Workers, result.Steps,
        [
            .. epochs.Select(epoch => new SummaryEpoch(epoch.Epoch, epoch.TrainLoss, epoch.TestAccuracy, epoch.Seconds)
            {
                TestLoss = epoch.TestLoss, ValidationLoss = epoch.ValidationLoss, ValidationAccuracy = epoch.ValidationAccuracy,
            }),
        ],
        result.TestLoss, result.TestAccuracy, result.TrainSeconds, result.SamplesPerSecond, result.WeightsSha256)
    {
        StopReason = result.Reason,
        BestEpoch = result.BestEpoch,
    };
}

/// <summary>How a process trains: nothing of it may change the chain.</summary>
internal sealed record Session
{
    public int Workers { get; init; } = 1;

    public int? CheckpointEvery { get; init; }

    public int KeptCheckpoints { get; init; } = CheckpointFolder.DefaultKept;

    /// <summary>The reported step after which the run is asked to end.</summary>
    public int? InterruptAt { get; init; }

    /// <summary>The reported step after which nothing is kept any more, as if the process were killed.</summary>
    public int? KillAt { get; init; }

    public Func<TrainingSpec, SampleSet, IGradientComputer>? CreateComputer { get; init; }
}
