using ActorNet.Cli.Bench.Measured;
using ActorNet.Cli.Console;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;

namespace ActorNet.Cli.Bench;

/// <summary>
/// `actornet bench step`: where the time of a training step goes. The phases are measured one after another, with the
/// threads of one worker; what a step of a real run with one worker takes beyond them is what messages and threads cost.
/// </summary>
internal static class StepBench
{
    private const int MinSteps = 2;

    private static readonly string[] Heads =
        ["Network", "Batch", "Gather", "Forward", "Backward", "Reduce", "Update", "Messages", "Step", "Busy", "Limit", "Of limit"];

    public static async Task RunAsync(BenchRun run)
    {
        var rows = new List<string[]>();
        foreach (var spec in BenchNetworks.Of(run.Request.Train.Spec))
        {
            var result = await MeasureAsync(run, spec);
            run.WriteLine(result);
            rows.Add(Cells(result));
        }

        run.WriteTable(Heads, rows, 1);
        run.WriteText(
            $"Microseconds per step. Step: of a real run with {RunText.DescribeWorkers(1, run.Request.Train.Threads)}. ",
            $"Messages: what it takes beyond the phases measured alone, or 0 where");
        run.WriteText(
            $"it takes no longer. Busy: what the worker computes of it, from gather to backward; ",
            $"where that is more than the phases alone,");
        run.WriteText(
            $"the worker's caches are colder or its core is shared. ",
            $"Limit: what the arithmetic would take at the FMA limit of {Cores(run)} {(Cores(run) == 1 ? "core" : "cores")}.");
    }

    private static async Task<StepMeasured> MeasureAsync(BenchRun run, TrainingSpec asked)
    {
        var images = SyntheticImages.Create(asked.Network.InputWidth, asked.Network.OutputWidth, run.Request.IsQuick);
        // The speed does not depend on the learning rate, and at a small one nothing diverges.
        var spec = asked with { Optimizer = asked.Optimizer with { LearningRate = 1e-4f }, Schedule = LearningRateSchedule.Constant };
        spec.Validate(images);
        var batch = Math.Min(spec.BatchSize, images.Train.Count);
        var steps = StepsPerRepeat(run, spec with { TrainSamples = batch }, images);
        spec = spec with { TrainSamples = steps * batch, Epochs = 2 };

        using var team = new ThreadTeam(run.Request.Train.Threads, "phases");
        var phases = new StepPhases(spec, images.Train, run.Context.Time, team);
        phases.Run(MinSteps, run.CancellationToken);
        var times = new List<PhaseTimes>();
        var trained = new List<(double Seconds, double Busy)>();
        var limits = new List<double>();
        for (var repeat = 0; repeat < run.Request.Repeats; repeat++)
        {
            var before = run.Limit.Measure();
            times.Add(phases.Run(steps, run.CancellationToken));
            trained.Add(await TrainAsync(run, spec, images));
            limits.Add(Cores(run) * Math.Max(before, run.Limit.Measure()));
        }

        return Result(spec, batch, steps, times, trained, limits) with { Threads = run.Request.Train.Threads };
    }

    private static int Cores(BenchRun run) => Math.Min(run.Request.Train.Threads, run.Context.Processors);

    /// <summary>As many steps as fill the time of a repeat, judged by one of them, as far as there are samples.</summary>
    private static int StepsPerRepeat(BenchRun run, TrainingSpec spec, Dataset images)
    {
        using var team = new ThreadTeam(run.Request.Train.Threads, "phases");
        var phases = new StepPhases(spec, images.Train, run.Context.Time, team);
        phases.Run(1, run.CancellationToken);
        var started = run.Context.Time.GetTimestamp();
        phases.Run(1, run.CancellationToken);
        var steps = run.Request.StepTime / run.Context.Time.GetElapsedTime(started);
        var max = Math.Max(1, images.Train.Count / spec.TrainSamples!.Value);
        return Math.Min(max, Math.Max(MinSteps, (int)Math.Min(steps, max)));
    }

    /// <summary>
    /// Trains two epochs and measures the second, since memory and threads are still cold in the first: what its steps took, and what the
    /// worker computed of that, both in seconds.
    /// </summary>
    private static async Task<(double Seconds, double Busy)> TrainAsync(BenchRun run, TrainingSpec spec, Dataset images)
    {
        var busyFraction = 0.0;
        var options = new TrainerOptions
        {
            Workers = 1, Threads = run.Request.Train.Threads, Processors = run.Context.Processors, ReportEverySteps = int.MaxValue,
            Time = run.Context.Time,
        };
        var result = await run.Context.Train(
            spec, images, options,
            trainingEvent =>
            {
                if (trainingEvent is StepsCompleted { Workers: [var worker] })
                    busyFraction = worker.BusyFraction;
            },
            run.CancellationToken);
        if (result.Reason == StopReason.Interrupted)
            throw new OperationCanceledException(run.CancellationToken);
        var seconds = result.Epochs[^1].Seconds;
        return (seconds, busyFraction * seconds);
    }

    private static StepMeasured Result(
        TrainingSpec spec, int batch, int steps, List<PhaseTimes> times, List<(double Seconds, double Busy)> trained, List<double> limits)
    {
        var gather = PerStep(times.Select(each => each.Gather));
        var forward = PerStep(times.Select(each => each.Forward));
        var backward = PerStep(times.Select(each => each.Backward));
        var reduce = PerStep(times.Select(each => each.Reduce));
        var update = PerStep(times.Select(each => each.Update));
        var step = PerStep(trained.Select(each => each.Seconds));
        var messages = Math.Max(0, step - (gather + forward + backward + reduce + update));
        var limit = Speeds.MedianOf(limits);
        var flop = batch * BenchNetworks.FlopPerSample(spec.Network);
        var shares = trained.Zip(limits, (each, around) => flop * steps / each.Seconds / around);
        return new StepMeasured(
            spec.Network.Widths.ToString(), batch, gather, forward, backward, reduce, update, messages, step,
            PerStep(trained.Select(each => each.Busy)), flop / limit * 1e6, Speeds.MedianOf(shares), limit / 1e9);

        double PerStep(IEnumerable<double> seconds) => Speeds.MedianOf(seconds) * 1e6 / steps;
    }

    private static string[] Cells(StepMeasured result) =>
    [
        result.Network, Invariant($"{result.Batch}"), Time(result.Gather), Time(result.Forward), Time(result.Backward), Time(result.Reduce),
        Time(result.Update), Time(result.Messages), Time(result.Step), Time(result.Busy), Time(result.ArithmeticLimit),
        Invariant($"{result.ShareOfLimit * 100:F0} %"),
    ];

    private static string Time(double microseconds) => Invariant($"{microseconds:N1}");
}
