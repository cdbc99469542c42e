using System.Globalization;

namespace ActorNet.Cli.Console;

/// <summary>A run's facts as lines of text, the same for every terminal and in every country.</summary>
internal static class RunText
{
    /// <summary>What the labels of <see cref="Begin"/> take, such as "Network   ".</summary>
    public const int LabelWidth = 10;

    public static IEnumerable<string> Begin(RunDescription run, int workers, int threads)
    {
        var (data, spec) = (run.Dataset, run.Spec);
        if (data.Notice is { } notice)
            yield return notice;
        yield return Invariant($"Data      {data.Name}: {data.TrainSamples:N0} training and {data.TestSamples:N0} test samples");
        yield return Invariant(
            $"Network   {HyperParameters.Line(HyperParameterGroup.Network, spec)}, {spec.Network.ParameterCount:N0} parameters");
        yield return Invariant($"Training  {HyperParameters.Line(HyperParameterGroup.Training, spec)}");
        yield return Invariant($"Run       {run.RunId} on {DescribeWorkers(workers, threads)}");
    }

    /// <summary>Workers, and their threads where they have several.</summary>
    public static string DescribeWorkers(int workers, int threads) => (workers, threads) switch
    {
        (0, _) => "workers that join",
        (_, 1) => Count(workers, "worker"),
        (1, _) => $"1 worker with {threads} threads",
        _ => $"{workers} workers with {threads} threads each",
    };

    public static string Epoch(EpochCompleted epoch, int epochs)
    {
        var number = epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(epochs));
        var validation = epoch.ValidationLoss is { } loss ? Invariant($"  validation loss {loss:F4}") : "";
        if (epoch.ValidationAccuracy is { } share)
            validation += $", accuracy {Percent(share)}";
        if (validation.Length > 0 && epoch.IsBest)
            validation += " (best)";
        var test = epoch.TestAccuracy is { } accuracy ? $"test accuracy {Percent(accuracy)}" : Invariant($"test loss {epoch.TestLoss:F4}");
        return Invariant($"Epoch {number}/{epochs}  loss {epoch.TrainLoss:F4}{validation}  {test}")
            + Invariant($"  {epoch.SamplesPerSecond:N0} samples/s  {Seconds(epoch.Seconds)}");
    }

    public static string Steps(StepsCompleted steps, int epochs)
    {
        var number = steps.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(epochs));
        return Invariant($"Epoch {number}/{epochs}  step {steps.StepInEpoch:N0} of {steps.StepsPerEpoch:N0}  loss {steps.Loss:F4}")
            + Invariant($"  {steps.SamplesPerSecond:N0} samples/s");
    }

    public static IEnumerable<string> Finish(RunSummary summary, string path)
    {
        var best = summary.BestEpoch is { } epoch ? Invariant($" (weights of epoch {epoch}, the best)") : "";
        yield return summary.TestAccuracy is { } accuracy
            ? Invariant($"Test accuracy {Percent(accuracy)}, loss {summary.TestLoss:F4}{best}")
            : Invariant($"Test loss {summary.TestLoss:F6}{best}");
        yield return Invariant($"{Reason(summary)} after {Count(summary.Epochs.Count, "epoch")} ({Count(summary.Steps, "step")})")
            + Invariant($" and {Seconds(summary.TrainSeconds)} of training, {summary.SamplesPerSecond:N0} samples/s");
        yield return $"Weights SHA-256 {summary.WeightsSha256}";
        yield return $"Run kept in {path}";
    }

    public static string Share(WorkerProgress worker, long samples, double samplesPerSecond)
    {
        var share = samples > 0 ? (double)worker.Samples / samples : 0;
        var speed = share * samplesPerSecond;
        return Invariant($"{speed,9:N0} samples/s  {share * 100,3:F0} % of the work  {worker.BusyFraction * 100,3:F0} % busy");
    }

    /// <summary>A share in hundredths, such as "97.70 %".</summary>
    public static string Percent(double share) => Invariant($"{share * 100:F2} %");

    /// <summary>A time such as "8.1 s", "3:05 min" or "2:03:05 h".</summary>
    public static string Seconds(double seconds)
    {
        if (seconds < 60)
            return Invariant($"{seconds:F1} s");
        var whole = (long)Math.Round(seconds);
        return whole < 3600
            ? Invariant($"{whole / 60}:{whole % 60:D2} min")
            : Invariant($"{whole / 3600}:{whole / 60 % 60:D2}:{whole % 60:D2} h");
    }

    private static string Reason(RunSummary summary) => summary.StopReason switch
    {
        StopReason.TargetReached => "Target accuracy reached",
        StopReason.NoImprovement => "Stopped without improvement",
        StopReason.Interrupted => "Interrupted",
        _ => "Done",
    };

    private static string Count(long count, string noun) => Invariant($"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
