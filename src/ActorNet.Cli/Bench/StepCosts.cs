using ActorNet.Cli.Bench.Measured;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Cli.Bench;

/// <summary>What a step costs one thread of this machine, on synthetic images.</summary>
/// <param name="SecondsPerSample">The gradient of a sample, with its share of the tree.</param>
/// <param name="UpdateSeconds">The optimizer's step, with the last addition of the tree.</param>
internal sealed record StepCosts(double SecondsPerSample, double UpdateSeconds)
{
    /// <summary>The medians of repeats.</summary>
    public static StepCosts Measure(BenchRun run, TrainingSpec asked)
    {
        var images = SyntheticImages.Create(asked.Network.InputWidth, asked.Network.OutputWidth, run.Request.IsQuick);
        var batch = Math.Min(asked.BatchSize, images.Train.Count);
        // Nothing diverges at a small learning rate. All minibatches are of one size.
        var spec = asked with
        {
            BatchSize = batch, TrainSamples = images.Train.Count / batch * batch,
            Optimizer = asked.Optimizer with { LearningRate = 1e-4f }, Schedule = LearningRateSchedule.Constant,
        };
        var phases = new StepPhases(spec, images.Train, run.Context.Time);
        phases.Run(2, run.CancellationToken);
        var repeats = Enumerable.Range(0, run.Request.Repeats).Select(_ => Repeat(run, phases)).ToList();
        return new StepCosts(
            Speeds.MedianOf(repeats.Select(each => each.Computing)) / batch, Speeds.MedianOf(repeats.Select(each => each.Update)));
    }

    /// <summary>The seconds of a step, its mean.</summary>
    private static (double Computing, double Update) Repeat(BenchRun run, StepPhases phases)
    {
        var (computing, update, steps) = (0.0, 0.0, 0);
        for (; computing + update < run.Request.StepTime.TotalSeconds; steps++)
        {
            var step = phases.Run(1, run.CancellationToken);
            computing += step.Gather + step.Forward + step.Backward + step.Reduce;
            update += step.Update;
        }

        return (computing / steps, update / steps);
    }
}
