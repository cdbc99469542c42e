using ActorNet.Chaos.Plan;

namespace ActorNet.Chaos;

/// <summary>A line of the result table.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Seed">Repeats the round.</param>
/// <param name="Restarts">How often trainers were restarted.</param>
/// <param name="Failure">The error; null if the round passed.</param>
internal sealed record RoundResult(int Number, ulong Seed, ChaosPlan Plan, TimeSpan Time, int Restarts, string? Failure)
{
    public override string ToString()
    {
        var faults = string.Join(", ", Plan.Lie is { } lie ? Plan.Faults.Prepend<object>(lie) : Plan.Faults);
        var topology = Plan.Topology.ToString().ToLowerInvariant();
        return FormattableString.Invariant($"{Number,4}  {Seed,9}  {topology,-8}  {Time.TotalSeconds,6:F1} s  ")
            + $"{(Failure is null ? "ok    " : "FAILED")}  "
            + FormattableString.Invariant($"{Plan.Training.Network} {Plan.Training.Optimizer}, {Plan.Workers} workers: {faults}");
    }

    /// <summary>The last line of the table.</summary>
    public static string TotalOf(IReadOnlyList<RoundResult> results)
    {
        var faults = results.Sum(result => result.Plan.Faults.Count + (result.Plan.Lie is null ? 0 : 1));
        var restarts = results.Sum(result => result.Restarts);
        var failed = results.Count(result => result.Failure is not null);
        var seconds = results.Sum(result => result.Time.TotalSeconds);
        return FormattableString.Invariant(
            $"{results.Count} rounds, {faults} misfortunes, {restarts} restarts, {failed} failed, {seconds:F0} s");
    }
}
