using ActorNet.Coordination.Exchange;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Exploring;

/// <summary>Makes a failing scenario small: it leaves out whatever the failure does not need.</summary>
internal static class Shrinking
{
    /// <summary>The smallest scenario found that still <paramref name="fails"/> in the same way.</summary>
    public static Scenario Shrink(Scenario scenario, Func<Scenario, bool> fails)
    {
        Scenario before;
        do
        {
            before = scenario;
            scenario = WithoutFaults(scenario, fails);
            foreach (var simpler in Simpler(scenario))
            {
                if (fails(simpler))
                {
                    scenario = simpler;
                    break;
                }
            }
        }
        while (scenario != before);

        return scenario;
    }

    /// <summary>Leaves out one group after another.</summary>
    private static Scenario WithoutFaults(Scenario scenario, Func<Scenario, bool> fails)
    {
        foreach (var group in scenario.Happenings.GroupBy(happening => happening.Group == 0 ? happening : (object)happening.Group).ToList())
        {
            var smaller = scenario with { Happenings = scenario.Happenings.RemoveRange(group) };
            if (fails(smaller))
                scenario = smaller;
        }

        return scenario;
    }

    private static IEnumerable<Scenario> Simpler(Scenario scenario)
    {
        var plain = new Scenario();
        if (scenario.Topology != Topology.Star)
            yield return scenario with { Topology = Topology.Star };
        if (scenario.AuditEverySteps is not null)
            yield return scenario with { AuditEverySteps = null };
        if (scenario.FailureDetection != plain.FailureDetection)
            yield return scenario with { FailureDetection = plain.FailureDetection };
        if (scenario.MinWorkers > 1)
            yield return scenario with { MinWorkers = 1 };
        // A fault of the last worker needs it.
        if (scenario.Workers > 1 && !scenario.Happenings.Any(happening => happening.ToString().Contains($"\"w{scenario.Workers}\"", StringComparison.Ordinal)))
            yield return scenario with { Workers = scenario.Workers - 1, MinWorkers = Math.Min(scenario.MinWorkers, scenario.Workers - 1) };
    }
}
