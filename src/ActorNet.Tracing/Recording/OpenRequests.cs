using ActorNet.Tracing.Files;

namespace ActorNet.Tracing.Recording;

/// <summary>
/// The requests that each worker has not answered, by the numbers of their messages. When a worker is ended they are lost: nothing says
/// that they reached it.
/// </summary>
internal sealed class OpenRequests
{
    private readonly Dictionary<string, List<(TraceEntry Request, long Number)>> _open = [];

    /// <summary>Takes note of the message of this number.</summary>
    /// <returns>The numbers of messages that are lost.</returns>
    public IReadOnlyList<long> Add(in TraceEntry message, long number)
    {
        if (message.From != TracedMessage.Coordinator)
        {
            if (_open.TryGetValue(message.From, out var asked) && asked.Count > 0)
                RemoveAnswered(asked, message);
            return [];
        }

        if (MessageKinds.Requests.Contains(message.Kind))
        {
            if (!_open.TryGetValue(message.To, out var requests))
                _open[message.To] = requests = [];
            requests.Add((message, number));
            return [];
        }

        return message.Kind == MessageKinds.End && _open.Remove(message.To, out var lost) ? [.. lost.Select(each => each.Number)] : [];
    }

    /// <summary>An answer without slices, to an exchange that has failed, answers all requests of its round.</summary>
    private static void RemoveAnswered(List<(TraceEntry Request, long Number)> requests, in TraceEntry answer)
    {
        if (!MessageKinds.Results.Contains(answer.Kind) && !MessageKinds.Failures.Contains(answer.Kind))
            return;
        for (var i = requests.Count - 1; i >= 0; i--)
        {
            var request = requests[i].Request;
            if (request.Incarnation == answer.Incarnation && request.RoundKind == answer.RoundKind && request.Step == answer.Step
                && (answer.Slices is null || request.Slices == answer.Slices))
                requests.RemoveAt(i);
        }
    }
}
