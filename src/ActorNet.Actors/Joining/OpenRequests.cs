using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;

namespace ActorNet.Actors.Joining;

/// <summary>
/// A worker's outstanding requests. A worker must answer them in order and nothing else: an unrequested answer could otherwise be read into
/// an array that is still in use. Safe for one thread that sends and one that receives.
/// </summary>
internal sealed class OpenRequests(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<Request> _requests = new();

    private readonly record struct Request(FrameKind Kind, RoundId Round, SliceRange Slices, long SentAt);

    public void Add(FrameKind kind, RoundId round, SliceRange slices)
    {
        lock (_gate)
            _requests.Enqueue(new Request(kind, round, slices, time.GetTimestamp()));
    }

    /// <summary>Whether the oldest request is the one of this kind and round for these slices.</summary>
    public bool IsOldest(FrameKind kind, RoundId round, SliceRange slices)
    {
        lock (_gate)
            return _requests.TryPeek(out var oldest) && oldest.Kind == kind && oldest.Round == round && oldest.Slices == slices;
    }

    /// <summary>Removes the oldest request, which the answer must match; a null kind matches any.</summary>
    /// <returns>The time since the request was sent.</returns>
    /// <exception cref="LinkClosedException">The answer does not match the oldest request.</exception>
    public TimeSpan Complete(FrameKind? kind, RoundId round, SliceRange slices)
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
