using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Compares a run with the same run without faults, message by message.</summary>
internal static class FirstDifference
{
    /// <summary>The first message that the run without faults does not have in its place; null if it has all.</summary>
    public static SimulatedMessage? Of(SimulationRun run)
    {
        var good = (run.Scenario with { Happenings = [] }).Run(run.Seed);
        for (var i = 0; i < run.Messages.Count; i++)
            if (i >= good.Messages.Count || !AreEqual(run.Messages[i], good.Messages[i]))
                return run.Messages[i];
        return null;
    }

    private static bool AreEqual(SimulatedMessage one, SimulatedMessage other) =>
        one.Kind == other.Kind && one.From == other.From && one.To == other.To && one.Round == other.Round && one.Slices == other.Slices
        && one.Hash == other.Hash && one.Fate == other.Fate;
}
