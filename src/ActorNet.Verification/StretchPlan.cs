using ActorNet.Learning.Numerics;

namespace ActorNet.Verification;

/// <summary>
/// Which steps of a run are computed again. An interval of the chain can be checked from the nearest kept state before it, with all
/// intervals between; a seed draws the order in which intervals are taken as long as their steps fit.
/// </summary>
internal sealed class StretchPlan
{
    private readonly List<(KeptState From, long To)> _intervals = [];

    /// <summary>The intervals of a run between links and kept states; <paramref name="states"/> are ordered by their step.</summary>
    public StretchPlan(IEnumerable<long> links, IReadOnlyList<KeptState> states)
    {
        var points = links.Concat(states.Select(state => state.Step)).Distinct().Order().ToList();
        TotalSteps = points.LastOrDefault();
        foreach (var (start, end) in points.Zip(points.Skip(1)))
        {
            if (states.LastOrDefault(state => state.Step <= start) is { } from)
                _intervals.Add((from, end));
        }
    }

    /// <summary>Steps from the first to the last link or state.</summary>
    public long TotalSteps { get; }

    /// <summary>Steps that can be computed: all, unless the initial weights are lost.</summary>
    public long ReachableSteps => _intervals.Count == 0 ? 0 : TotalSteps - _intervals[0].From.Step;

    /// <summary>The fewest steps with which anything can be checked; 0 if there is nothing to check.</summary>
    public long MinSteps => _intervals.Count == 0 ? 0 : _intervals.Min(interval => interval.To - interval.From.Step);

    /// <summary>Steps for a quick audit: a tenth of the run, and enough for one interval.</summary>
    public long DefaultSteps => Math.Max(TotalSteps / 10, MinSteps);

    /// <summary>Draws stretches of at most <paramref name="maxSteps"/> steps in all, earliest first.</summary>
    public IReadOnlyList<Stretch> Draw(long maxSteps, ulong seed)
    {
        var random = new SeededRandom(seed, RandomPurpose.Generation, 0);
        var order = _intervals.ToList();
        for (var i = order.Count - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        var drawn = new Dictionary<KeptState, long>(ReferenceEqualityComparer.Instance);
        foreach (var (from, to) in order)
        {
            var more = to - drawn.GetValueOrDefault(from, from.Step);
            if (more <= 0 || more > maxSteps)
                continue;
            drawn[from] = to;
            maxSteps -= more;
        }

        return [.. drawn.Select(each => new Stretch(each.Key, each.Value)).OrderBy(stretch => stretch.To)];
    }
}
