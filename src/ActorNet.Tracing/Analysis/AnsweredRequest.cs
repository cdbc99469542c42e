using ActorNet.Protocol;

namespace ActorNet.Tracing.Analysis;

/// <summary>A request for slices, and the worker's answer; null if there is none.</summary>
internal sealed record AnsweredRequest(TracedMessage Request, TracedMessage? Answer)
{
    /// <summary>From sending the request to receiving its answer; null without one.</summary>
    public TimeSpan? Time => Answer?.ReceivedAt - Request.SentAt;

    /// <summary>The requests among messages, in order, each with the first answer of its worker to its round and slices.</summary>
    public static IReadOnlyList<AnsweredRequest> In(IEnumerable<TracedMessage> messages)
    {
        var all = new List<AnsweredRequest>();
        var open = new Dictionary<(string Worker, RoundId Round), List<int>>();
        foreach (var message in messages)
        {
            if (message.Round is not { } round)
                continue;
            if (!open.TryGetValue((message.Worker, round), out var asked))
                open[(message.Worker, round)] = asked = [];
            if (MessageKinds.Requests.Contains(message.Kind))
            {
                asked.Add(all.Count);
                all.Add(new AnsweredRequest(message, null));
            }
            else if (IsAnswer(message)
                && asked.FindIndex(each => message.Slices is null || all[each].Request.Slices == message.Slices) is >= 0 and var first)
            {
                all[asked[first]] = all[asked[first]] with { Answer = message };
                asked.RemoveAt(first);
            }
        }

        return all;
    }

    private static bool IsAnswer(TracedMessage message) => message.ReceivedAt is not null
        && (MessageKinds.Results.Contains(message.Kind) || MessageKinds.Failures.Contains(message.Kind));
}
