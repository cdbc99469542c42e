using ActorNet.Coordination.Exchange;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Exploring;

/// <summary>
/// Makes a failing scenario small: it leaves out whatever the failure does not need. A fault less also changes what is random in the rest, so
/// a simpler scenario is tried with a few seeds.
/// </summary>
internal sealed class Shrinking
{
    private const int Seeds = 20;

    private readonly Func<Scenario, ulong, bool> _fails;
    private Scenario _scenario;
    private ulong _seed;

    private Shrinking(Scenario scenario, ulong seed, Func<Scenario, ulong, bool> fails) => (_scenario, _seed, _fails) = (scenario, seed, fails);

    /// <summary>The smallest scenario found that still <paramref name="fails"/> in the same way, and the seed with which it does.</summary>
    public static (Scenario Scenario, ulong Seed) Shrink(Scenario scenario, ulong seed, Func<Scenario, ulong, bool> fails)
    {
        var shrinking = new Shrinking(scenario, seed, fails);
        Scenario before;
        do
        {
            before = shrinking._scenario;
            shrinking.LeaveOutFaults();
            _ = Simpler(shrinking._scenario).FirstOrDefault(shrinking.TryReplace);
        }
        while (shrinking._scenario != before);

        return (shrinking._scenario, shrinking._seed);
    }

    /// <summary>Leaves out one group after another.</summary>
    private void LeaveOutFaults()
    {
        foreach (var group in _scenario.Happenings.GroupBy(happening => happening.GroupKey).ToList())
            TryReplace(_scenario with { Happenings = _scenario.Happenings.RemoveRange(group) });
    }

    /// <returns>Whether the simpler scenario fails, too, and is the scenario now.</returns>
    private bool TryReplace(Scenario simpler)
    {
        for (var seed = _seed; seed < _seed + Seeds; seed++)
        {
            if (!_fails(simpler, seed))
                continue;
            (_scenario, _seed) = (simpler, seed);
            return true;
        }

        return false;
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
