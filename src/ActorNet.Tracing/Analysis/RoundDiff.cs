using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Tracing.Analysis;

/// <summary>Compares the messages of one round in two traces; see <see cref="TraceDiff"/>.</summary>
internal sealed class RoundDiff
{
    private readonly RoundKind _kind;
    private readonly long _step;

    private RoundDiff(RoundKind kind, long step) => (_kind, _step) = (kind, step);

    public long EqualHashes { get; private set; }

    public MessageDifference? First { get; private set; }

    public MessageDifference? FirstOtherShare { get; private set; }

    public static RoundDiff Between(RoundKind kind, long step, IReadOnlyList<TracedMessage> a, IReadOnlyList<TracedMessage> b)
    {
        var diff = new RoundDiff(kind, step);
        diff.CompareParameters(a.FirstOrDefault(IsHashedRequest), b.FirstOrDefault(IsHashedRequest));
        foreach (var kinds in new[] { MessageKinds.Requests, MessageKinds.Results })
        {
            var (inA, inB) = (BySlices(a, kinds), BySlices(b, kinds));
            foreach (var slices in inA.Keys.Union(inB.Keys).OrderBy(slices => slices.First).ThenBy(slices => slices.Count))
                diff.Compare(slices, inA.GetValueOrDefault(slices), inB.GetValueOrDefault(slices));
        }

        diff.CompareCoverage(a, b);
        return diff;
    }

    /// <summary>All requests of a round carry the same parameters, whatever their slices.</summary>
    private void CompareParameters(TracedMessage? a, TracedMessage? b)
    {
        if (a is null || b is null || a.Slices == b.Slices)
            return; // compared by their slices
        if (a.Hash == b.Hash)
            EqualHashes++;
        else
            First ??= new MessageDifference(_kind, _step, a.Slices!.Value, a, b);
    }

    private void Compare(SliceRange slices, TracedMessage? a, TracedMessage? b)
    {
        var difference = new MessageDifference(_kind, _step, slices, a, b);
        if (a?.Kind != b?.Kind || a?.Worker != b?.Worker)
            FirstOtherShare ??= difference;
        if (a?.Hash is null || b?.Hash is null)
            return;
        if (a.Hash == b.Hash)
            EqualHashes++;
        else
            First ??= difference;
    }

    /// <summary>However the work is shared out, the same slices must have results.</summary>
    private void CompareCoverage(IReadOnlyList<TracedMessage> a, IReadOnlyList<TracedMessage> b)
    {
        var onlyInOne = Covered(a);
        onlyInOne.SymmetricExceptWith(Covered(b));
        if (onlyInOne.Count > 0 && onlyInOne.Min() is var slice)
            First ??= new MessageDifference(_kind, _step, new SliceRange(slice, 1), ResultOf(a, slice), ResultOf(b, slice));
    }

    private static TracedMessage? ResultOf(IReadOnlyList<TracedMessage> round, int slice) => round.FirstOrDefault(message =>
        MessageKinds.Results.Contains(message.Kind) && message.Slices is { } slices && slices.First <= slice && slice < slices.End);

    private static HashSet<int> Covered(IEnumerable<TracedMessage> round) =>
    [
        .. round.Where(message => message.Slices is not null && MessageKinds.Results.Contains(message.Kind))
            .SelectMany(message => Enumerable.Range(message.Slices!.Value.First, message.Slices.Value.Count)),
    ];

    private static bool IsHashedRequest(TracedMessage message) =>
        message is { Hash: not null, Slices: not null } && MessageKinds.Requests.Contains(message.Kind);

    /// <summary>Where several workers were asked for the same slices, the first message counts, since all have the same bits.</summary>
    private static Dictionary<SliceRange, TracedMessage> BySlices(IEnumerable<TracedMessage> round, IReadOnlySet<string> kinds)
    {
        var messages = new Dictionary<SliceRange, TracedMessage>();
        foreach (var message in round.Where(message => message.Slices is not null && kinds.Contains(message.Kind)))
            messages.TryAdd(message.Slices!.Value, message);
        return messages;
    }
}
