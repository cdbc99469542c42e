using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Tracing.Analysis;

/// <summary>The messages of one round, in order, and what they say of it.</summary>
internal sealed class TracedRound
{
    private readonly HashSet<int> _requested = [];
    private readonly HashSet<int> _answered = [];

    public TracedRound(RoundId id, IReadOnlyList<TracedMessage> messages)
    {
        (Id, Messages, Begin) = (id, messages, messages.Min(message => message.SentAt));
        foreach (var message in messages)
        {
            if (MessageKinds.Requests.Contains(message.Kind))
                Add(message);
            else if (message.ReceivedAt is not null
                && (MessageKinds.Results.Contains(message.Kind) || message.Kind == MessageKinds.ShardSum))
                AddAnswer(message);
        }
    }

    public RoundId Id { get; }

    public IReadOnlyList<TracedMessage> Messages { get; }

    /// <summary>The first message, mostly a request, is sent.</summary>
    public TimeSpan Begin { get; }

    /// <summary>The last answer that brings something new is received; null if there is none.</summary>
    public TracedMessage? LastAnswer { get; private set; }

    /// <summary>The last such answer of another worker; null if there is none.</summary>
    public TracedMessage? LastAnswerOfAnother { get; private set; }

    public TimeSpan Time => LastAnswer?.ReceivedAt - Begin ?? TimeSpan.Zero;

    /// <summary>Requests for slices that were requested before.</summary>
    public int Retries { get; private set; }

    /// <summary>Results of nothing but slices that were answered before.</summary>
    public int Duplicates { get; private set; }

    /// <summary>The workers that were lost before they answered.</summary>
    public IReadOnlyList<string> LostWorkers { get; private set; } = [];

    /// <summary>The rounds of a trace, in the order in which they began.</summary>
    public static IReadOnlyList<TracedRound> In(IEnumerable<TracedMessage> messages) =>
    [
        .. messages.Where(message => message.Round is not null).GroupBy(message => message.Round!.Value)
            .Select(round => new TracedRound(round.Key, [.. round])),
    ];

    private static IEnumerable<int> Each(SliceRange? slices) =>
        slices is var (first, count) ? Enumerable.Range(first, Math.Max(0, count)) : [];

    private void Add(TracedMessage request)
    {
        if (Each(request.Slices).Any(_requested.Contains))
            Retries++;
        _requested.UnionWith(Each(request.Slices));
        if (request.ReceivedAt is null && !LostWorkers.Contains(request.To))
            LostWorkers = [.. LostWorkers, request.To];
    }

    private void AddAnswer(TracedMessage answer)
    {
        if (answer.Slices is not null && !Each(answer.Slices).Any(slice => !_answered.Contains(slice)))
        {
            Duplicates++;
            return;
        }

        _answered.UnionWith(Each(answer.Slices));
        if (LastAnswer is { } last && last.From != answer.From)
            LastAnswerOfAnother = last;
        LastAnswer = answer;
    }
}
