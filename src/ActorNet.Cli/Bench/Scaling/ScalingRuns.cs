using ActorNet.Actors.Hosting;
using ActorNet.Cli.Spawning;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Transport.Connections;

namespace ActorNet.Cli.Bench.Scaling;

/// <summary>Trains with workers in this process, or in processes of their own, and measures the last epochs.</summary>
internal static class ScalingRuns
{
    private const int MeasuredEpochs = 2;

    /// <summary>A new process compiles its methods, and its first answers are audited.</summary>
    private static int WarmUpEpochs(WorkerPlacement placement) => placement == WorkerPlacement.OneProcess ? 1 : 4;

    /// <exception cref="TrainingFailedException">Workers cannot be started, or one was lost.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<MeasuredRun> MeasureAsync(
        WorkerSetup setup, TrainingSpec spec, Dataset dataset, CliContext context, CancellationToken cancellationToken)
    {
        var warmUp = WarmUpEpochs(setup.Placement);
        spec = spec with { Epochs = warmUp + MeasuredEpochs };
        var meter = new RunMeter(warmUp, spec.Epochs, endpoint => context.AskStatus(endpoint, null, cancellationToken));
        var options = new TrainerOptions
        {
            Workers = setup.Workers, Threads = setup.Threads, Processors = context.Processors, ReportEverySteps = int.MaxValue,
            Time = context.Time, RunId = "scaling",
        };
        var result = setup.Placement == WorkerPlacement.OneProcess
            ? await context.Train(spec, dataset, options, meter.Observe, cancellationToken)
            : await SpawnedWorkers.TrainAsync(
                new SpawnRequest(setup.Workers, []), setup.Threads, context, context.Error.WriteLine,
                (onEvent, token) => context.Coordinate(spec, dataset, options with { Workers = 0 }, Cluster(setup), onEvent, token),
                meter.Observe, cancellationToken);
        if (result.Reason == StopReason.Interrupted)
            throw new OperationCanceledException(cancellationToken);
        return await meter.FinishAsync(cancellationToken);
    }

    /// <summary>Any free ports of this machine.</summary>
    private static ClusterOptions Cluster(WorkerSetup setup) => new()
    {
        Listen = new Endpoint("127.0.0.1", 0), MinWorkers = setup.Workers, Program = VersionText.NameAndVersion,
    };
}
