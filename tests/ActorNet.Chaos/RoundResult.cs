using ActorNet.Chaos.Plan;

namespace ActorNet.Chaos;

/// <summary>How a round went: a line of the table.</summary>
/// <param name="Number">The round, from 1.</param>
/// <param name="Seed">Its seed, by which it can be repeated.</param>
/// <param name="Plan">What happened.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Restarts">How often who trains was started again.</param>
/// <param name="Failure">What went wrong; null for nothing.</param>
internal sealed record RoundResult(int Number, ulong Seed, ChaosPlan Plan, TimeSpan Time, int Restarts, string? Failure)
{
    /// <summary>The line.</summary>
    public override string ToString()
    {
        var what = string.Join(", ", Plan.Misfortunes);
        return FormattableString.Invariant(
            $"{Number,4}  {Seed,9}  {Plan.Kind.ToString().ToLowerInvariant(),-8}  {Time.TotalSeconds,6:F1} s  {(Failure is null ? "ok    " : "FAILED")}  {Plan.Training.Network} {Plan.Training.Optimizer}, {Plan.Workers} workers: {what}");
    }

    /// <summary>The last line.</summary>
    public static string TotalOf(IReadOnlyList<RoundResult> results) => FormattableString.Invariant(
        $"{results.Count} rounds, {results.Sum(result => result.Plan.Misfortunes.Count)} misfortunes, {results.Sum(result => result.Restarts)} restarts, {results.Count(result => result.Failure is not null)} failed, {results.Sum(result => result.Time.TotalSeconds):F0} s");
}
