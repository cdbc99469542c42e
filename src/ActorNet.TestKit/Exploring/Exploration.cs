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
    public static ExplorationReport Explore(this ScenarioSpace space, ulong firstSeed, int count, params IReadOnlyList<Property> properties)
    {
        InvalidInputException.ThrowIfOutside(count, 1, int.MaxValue);
        var (counts, unseen) = (new Dictionary<string, long>(), properties.ToList());
        SimulationRun? last = null;
        for (var i = 0; i < count; i++)
        {
            var seed = firstSeed + (ulong)i;
            var run = last = space.Draw(seed).Run(seed);
            if (run.ViolationOf(properties) is { } violation)
                throw Failed(run, violation, properties);
            unseen.RemoveAll(property => property.IsSeenIn(run));
            foreach (var (what, times) in run.Counts)
                counts[what] = counts.GetValueOrDefault(what) + times;
        }

        var report = new ExplorationReport(count, counts);
        if (unseen.Count == 0)
            return report;
        var never = string.Create(CultureInfo.InvariantCulture, $"'{unseen[0].Name}' held for none of {count} runs.");
        throw new SimulationFailedException(last!, never, $"{never}\n\n{report}");
    }

    private static SimulationFailedException Failed(SimulationRun run, Violation violation, IReadOnlyList<Property> properties)
    {
        var scenario = run.Scenario with { Happenings = [.. HappenedIn(run)] };
        var (smallest, seed) = Shrinking.Shrink(Fails(scenario, run.Seed) ? scenario : run.Scenario, run.Seed, Fails);
        var shrunk = smallest.Run(seed);
        return shrunk.ViolationOf(properties) is { } shown
            ? new SimulationFailedException(shrunk, shown)
            : new SimulationFailedException(
                run, violation.Sentence, $"{violation.Sentence}\nThe run cannot be repeated: code of the test keeps something from run to run. Seed {run.Seed}.");

        bool Fails(Scenario simpler, ulong seed) => simpler.Run(seed).ViolationOf(properties)?.Of == violation.Of;
    }

    /// <summary>
    /// What did not happen has no part in a failure, and would be missed when the scenario is run by itself. A message that was held and not
    /// released is lost.
    /// </summary>
    private static IEnumerable<Happening> HappenedIn(SimulationRun run)
    {
        var unreleased = run.Missed.Select(happening => happening.Fault).OfType<NetworkFault.Released>().Select(released => released.Name).ToHashSet();
        return run.Scenario.Happenings.RemoveRange(run.Missed).Select(happening =>
            happening.Fault is MessageFault.Held held && unreleased.Contains(held.Name) ? happening with { Fault = Fault.Drop } : happening);
    }
}
