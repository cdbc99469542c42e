using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Tracing.Analysis;

/// <summary>An option that two runs have with different values; null where one does not have it.</summary>
internal sealed record OptionDifference(string Name, string? A, string? B);

/// <summary>A message that two traces do not share.</summary>
/// <param name="Kind">The purpose of its round.</param>
/// <param name="Step">The step of its round.</param>
/// <param name="Slices">Its slices.</param>
/// <param name="A">What it is in the first trace; null where it has none.</param>
/// <param name="B">What it is in the second trace; null where it has none.</param>
internal sealed record MessageDifference(RoundKind Kind, long Step, SliceRange Slices, TracedMessage? A, TracedMessage? B);

/// <summary>
/// Compares what the messages of two traces mean, for each round: which slices were computed, and the hashes of what messages carry. Times,
/// the order of arrival, and workers that join and leave do not count. Which worker computes which slices follows from measured speed and
/// so from timing: it is compared too, but makes no difference. Of a round that was repeated after a rewind or a takeover, the last attempt
/// counts.
/// </summary>
/// <param name="Options">The options in which the runs differ.</param>
/// <param name="CommonRounds">Rounds that are in both traces; only these are compared.</param>
/// <param name="OnlyInA">Rounds that only the first trace has.</param>
/// <param name="OnlyInB">Rounds that only the second trace has.</param>
/// <param name="EqualHashes">Hashes that are in both traces, and equal.</param>
/// <param name="First">The first message that carries something else, or slices that only one has; null if there are none.</param>
/// <param name="FirstOtherShare">The first request or result that another worker has, or another message; null if there is none.</param>
internal sealed record TraceDiff(
    IReadOnlyList<OptionDifference> Options, int CommonRounds, int OnlyInA, int OnlyInB, long EqualHashes, MessageDifference? First,
    MessageDifference? FirstOtherShare)
{
    public bool IsEqual => Options.Count == 0 && CommonRounds > 0 && OnlyInA + OnlyInB == 0 && First is null;

    public static TraceDiff Between(Trace a, Trace b)
    {
        var (inA, inB) = (RoundsOf(a), RoundsOf(b));
        // Evaluations after a step come before the gradient of the next, which has the same number.
        var common = inA.Keys.Intersect(inB.Keys).OrderBy(round => round.Step).ThenBy(round => round.Kind == RoundKind.Gradient)
            .ThenBy(round => round.Kind).ToList();
        var rounds = common.ConvertAll(key => RoundDiff.Between(key.Kind, key.Step, inA[key], inB[key]));
        return new TraceDiff(
            OptionsOf(a.Header, b.Header), common.Count, inA.Count - common.Count, inB.Count - common.Count,
            rounds.Sum(round => round.EqualHashes), rounds.Select(round => round.First).FirstOrDefault(each => each is not null),
            rounds.Select(round => round.FirstOtherShare).FirstOrDefault(each => each is not null));
    }

    /// <summary>The messages that count in each round: those of the last incarnation.</summary>
    private static Dictionary<(RoundKind Kind, long Step), List<TracedMessage>> RoundsOf(Trace trace) => TracedRound.In(trace.Messages)
        .GroupBy(round => (round.Id.Kind, round.Id.Step))
        .ToDictionary(rounds => rounds.Key, rounds => rounds.MaxBy(round => round.Id.Incarnation)!.Messages.ToList());

    private static List<OptionDifference> OptionsOf(TraceHeader a, TraceHeader b)
    {
        var (inA, inB) = (a.Options.ToDictionary(), b.Options.ToDictionary());
        return
        [
            .. inA.Keys.Union(inB.Keys).Select(name => new OptionDifference(name, inA.GetValueOrDefault(name), inB.GetValueOrDefault(name)))
                .Where(option => option.A != option.B),
        ];
    }
}
