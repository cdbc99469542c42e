using System.Globalization;
using ActorNet.Learning;
using ActorNet.TestKit.Checking;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Exploring;

/// <summary>Runs many random scenarios.</summary>
public static class Exploration
{
    /// <summary>
    /// Runs the scenarios of seeds <paramref name="firstSeed"/> to <paramref name="firstSeed"/> + <paramref name="count"/> - 1. A failing
    /// one is shrunk to the faults that the failure needs.
    /// </summary>
    /// <returns>What happened, counted over all runs.</returns>
    /// <exception cref="SimulationFailedException">A run failed, or a property does not hold for one, or one that must hold sometimes held for
    /// none.</exception>
    /// <exception cref="InvalidInputException">The space is not valid, or <paramref name="count"/> is below 1.</exception>
    public static ExplorationReport Explore(this ScenarioSpace space, ulong firstSeed, int count, params Property[] properties)
    {
        InvalidInputException.ThrowIfOutside(count, 1, int.MaxValue);
        var (counts, unseen) = (new Dictionary<string, long>(), properties.ToList());
        for (var seed = firstSeed; seed < firstSeed + (ulong)count; seed++)
        {
            var run = space.Draw(seed).Run(seed);
            if (run.ViolationOf(properties) is { } violation)
                throw Failed(run, violation, properties);
            unseen.RemoveAll(property => property.IsSeenIn(run));
            foreach (var (what, times) in run.Counts)
                counts[what] = counts.GetValueOrDefault(what) + times;
            if (unseen.Count > 0 && seed == firstSeed + (ulong)count - 1)
                throw new SimulationFailedException(run, string.Create(
                    CultureInfo.InvariantCulture, $"'{unseen[0].Name}' held for none of {count} runs."));
        }

        return new ExplorationReport(count, counts);
    }

    private static SimulationFailedException Failed(SimulationRun run, Violation violation, Property[] properties)
    {
        var smallest = Shrinking.Shrink(
            run.Scenario, scenario => scenario.Run(run.Seed).ViolationOf(properties)?.Property == violation.Property);
        var shrunk = smallest.Run(run.Seed);
        return new SimulationFailedException(shrunk, shrunk.ViolationOf(properties)!.Sentence);
    }
}
