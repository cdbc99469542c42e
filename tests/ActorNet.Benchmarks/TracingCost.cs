using System.Globalization;
using ActorNet.Coordination.Training;
using ActorNet.Data.Digits;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Tracing;
using ActorNet.Tracing.Recording;

namespace ActorNet.Benchmarks;

/// <summary>
/// What a trace costs: processor time per step of 784-128-64-10, batch 128, without a trace, with one, and with one that hashes every step,
/// in turn within one process. Prints the ratio to the run without, of all triples, with its 95 % confidence interval.
/// </summary>
internal static class TracingCost
{
    private const int Triples = 60;
    private const int WarmUps = 3;

    /// <summary>Of the messages' hashes; 0 for a run without a trace.</summary>
    private static readonly int[] HashedSteps = [0, 64, 1];

    private static readonly Dataset Data = GeneratedDigits.Load(trainSamples: 10_000, testSamples: 100);

    private static readonly TrainingSpec Spec = new(NetworkSpec.Parse("784-128-64-10"))
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.1f), BatchSize = 128, Epochs = 20,
    };

    public static async Task RunAsync(int workers)
    {
        var times = new List<double[]>();
        for (var triple = -WarmUps; triple < Triples; triple++)
        {
            var microseconds = new double[HashedSteps.Length];
            for (var i = 0; i < HashedSteps.Length; i++)
            {
                var turn = (i + triple + WarmUps) % HashedSteps.Length; // each is the first as often as the others
                microseconds[turn] = await MeasureAsync(HashedSteps[turn], workers);
            }

            if (triple >= 0)
                times.Add(microseconds);
        }

        var without = times.Average(each => each[0]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workers} workers, {Triples} triples: {without:F1} us of processor time a step without a trace"));
        Print("with a trace", times, 1);
        Print("with all hashes", times, 2);
    }

    private static void Print(string name, List<double[]> times, int which)
    {
        var ratios = times.ConvertAll(each => each[which] / each[0]);
        var mean = ratios.Average();
        var deviation = Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Count - 1));
        var half = 1.96 * deviation / Math.Sqrt(ratios.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,16}: {100 * (mean - 1):F2} % more [{100 * (mean - half - 1):F2}, {100 * (mean + half - 1):F2}]"));
    }

    private static async Task<double> MeasureAsync(int hashedSteps, int workers)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
            using var recorder = hashedSteps == 0 ? null : new TraceRecorder(file, path, new TraceHeader("run", hashedSteps, []), TimeProvider.System);
            var options = new TrainerOptions { Workers = workers, Threads = 1, Trace = recorder is null ? null : new MessageTrace(recorder) };
            var before = Environment.CpuUsage.TotalTime;
            var result = await Trainer.TrainAsync(Spec, Data, options);
            if (recorder?.Complete() is { } incomplete)
                throw new InvalidOperationException(incomplete);
            return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / result.Steps;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
