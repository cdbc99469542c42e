using ActorNet.Coordination.Training;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests;

/// <summary>Tells the events of a run that always goes the same way: 2 steps an epoch, better with each.</summary>
internal sealed class FakeTrainer
{
    public TrainingSpec? Spec { get; private set; }

    public TrainerOptions? Options { get; private set; }

    /// <summary>Called before each epoch's events.</summary>
    public Action<int> BeforeEpoch { get; set; } = _ => { };

    public Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, Action<TrainingEvent> onEvent, CancellationToken cancellationToken)
    {
        (Spec, Options) = (spec, options);
        var id = options.RunId;
        var parameters = new float[spec.Network.ParameterCount];
        var epochs = new List<EpochCompleted>();
        onEvent(new TrainingStarted(
            id, spec.Network.Widths.ToString(), parameters.Length, options.WorkersFor(spec), dataset.Train.Count, 0, dataset.Test.Count, spec.Epochs,
            2));
        for (var epoch = (int)(options.ResumeFrom?.Step ?? 0) / 2 + 1; epoch <= spec.Epochs
            && !cancellationToken.IsCancellationRequested; epoch++)
        {
            BeforeEpoch(epoch);
            for (var step = 1; step <= 2; step++)
                onEvent(new StepsCompleted(
                    id, epoch, 2 * epoch - 2 + step, step, 2, 1.0 / epoch, 0.05, 1000, [new WorkerProgress("worker-1", 60, 0.9)]));
            epochs.Add(new EpochCompleted(id, epoch, 2 * epoch, 1.0 / epoch, null, null, 1.0 / epoch, 1 - 0.5 / epoch, 0.5, 1000, false));
            onEvent(epochs[^1]);
            options.Checkpoint!(State(spec, parameters, 2 * epoch));
        }

        var steps = epochs.Count > 0 ? epochs[^1].Step : options.ResumeFrom?.Step ?? 0;
        var reason = steps == 2 * spec.Epochs ? StopReason.AllEpochsDone : StopReason.Interrupted;
        var hash = WeightsHash.Of(parameters);
        onEvent(new TrainingCompleted(id, reason, steps, hash));
        return Task.FromResult(new TrainingResult(
            spec, reason, steps, parameters, hash, epochs, null, 0.1, dataset.Test.IsClassification ? 0.9 : null, 0.5 * epochs.Count, 1000)
        {
            Workers = options.WorkersFor(spec),
        });
    }

    public static TrainingState State(TrainingSpec spec, float[] parameters, long step) => new(
        step, parameters, [.. Enumerable.Range(0, spec.Optimizer.StateCount).Select(_ => new float[parameters.Length])], 0, null);
}
