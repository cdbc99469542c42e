using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;

namespace ActorNet.Actors.Joining;

/// <summary>
/// What a worker was asked and has not answered yet. It answers in the order it was asked, and nothing else: what nobody asked for could
/// otherwise be read into an array that somebody still uses. Safe for use by one thread that asks and one that hears the answers.
/// </summary>
internal sealed class OpenRequests(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<Request> _requests = new();

    private readonly record struct Request(FrameKind Kind, RoundId Round, SliceRange Slices, long SentAt);

    /// <summary>A request is sent.</summary>
    public void Add(FrameKind kind, RoundId round, SliceRange slices)
    {
        lock (_gate)
            _requests.Enqueue(new Request(kind, round, slices, time.GetTimestamp()));
    }

    /// <summary>An answer has come, to a request of this kind or, where that is null, of any.</summary>
    /// <returns>The time since the request was sent.</returns>
    /// <exception cref="LinkClosedException">It does not answer the oldest request.</exception>
    public TimeSpan Answer(FrameKind? kind, RoundId round, SliceRange slices)
    {
        Request oldest;
        lock (_gate)
        {
            if (!_requests.TryDequeue(out oldest))
                throw new LinkClosedException("it answered what it was not asked");
        }

        return (kind ?? oldest.Kind) == oldest.Kind && round == oldest.Round && slices == oldest.Slices
            ? time.GetElapsedTime(oldest.SentAt)
            : throw new LinkClosedException($"it answered for {slices} of {round} where it was asked for {oldest.Slices} of {oldest.Round}");
    }
}
