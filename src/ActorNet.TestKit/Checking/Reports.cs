using System.Globalization;
using ActorNet.Protocol;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Compares what a run reports with what it must report. Events that a rewind makes void do not count.</summary>
internal static class Reports
{
    public static string? ViolationIn(SimulationRun run)
    {
        if (run.HasUnknownFaultyWorkers || run.Result is null)
            return null;
        var expected = ExpectedReports.Of(run.Scenario);
        var (losses, epochs) = (new Dictionary<long, double>(), new Dictionary<int, EpochCompleted>());
        foreach (var each in run.Events)
        {
            switch (each)
            {
                case StepsCompleted steps:
                    losses[steps.Step] = steps.Loss;
                    break;
                case EpochCompleted epoch:
                    epochs[epoch.Epoch] = epoch;
                    break;
                case TrainingRewound rewound:
                    foreach (var step in losses.Keys.Where(step => step > rewound.ToStep).ToList())
                        losses.Remove(step);
                    foreach (var epoch in epochs.Keys.Where(epoch => epoch > rewound.ToEpoch).ToList())
                        epochs.Remove(epoch);
                    break;
            }
        }

        return Differing("Step", losses, expected.Losses, (one, other) => one.Equals(other))
            ?? Differing("Epoch", epochs.ToDictionary(epoch => (long)epoch.Key, epoch => epoch.Value), expected.Epochs, AreEqual)
            ?? Differing(run, expected);
    }

    private static string? Differing<T>(string what, Dictionary<long, T> reported, IReadOnlyList<T> expected, Func<T, T, bool> areEqual)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            if (!reported.TryGetValue(i + 1, out var found))
                return string.Create(CultureInfo.InvariantCulture, $"{what} {i + 1} is not reported.");
            if (!areEqual(found, expected[i]))
                return string.Create(CultureInfo.InvariantCulture, $"{what} {i + 1} is reported as {found}; without faults it is {expected[i]}.");
        }

        return reported.Count > expected.Count ? $"{what} {reported.Keys.Max()} is reported, and there are {expected.Count}." : null;
    }

    /// <summary>The result: epochs of its coordinator's life, which may have begun in the middle, up to the last.</summary>
    private static string? Differing(SimulationRun run, ExpectedReports expected)
    {
        var (result, last) = (run.Result!, expected.Epochs[^1]);
        if (result.Steps != expected.Losses.Count)
            return $"The result has {result.Steps} steps; without faults it has {expected.Losses.Count}.";
        if (result.Epochs.Where((epoch, i) => !AreEqual(epoch, expected.Epochs[expected.Epochs.Count - result.Epochs.Count + i])).Any())
            return $"The result has epochs {string.Join(", ", result.Epochs.Select(epoch => epoch.Epoch))}; it must have the last ones, as they were reported.";
        var best = result.BestEpoch is { } epoch ? expected.Epochs[epoch - 1] : last;
        return (result.TestLoss, result.TestAccuracy) == (best.TestLoss, best.TestAccuracy)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The result has test loss {result.TestLoss}; that of its weights is {best.TestLoss}.");
    }

    /// <summary>Times differ from run to run.</summary>
    private static bool AreEqual(EpochCompleted one, EpochCompleted other) =>
        one with { Seconds = 0, SamplesPerSecond = 0 } == other with { Seconds = 0, SamplesPerSecond = 0 };
}
