namespace ActorNet.Transport.Frames;

/// <summary>
/// Credit-based flow control of a link. Each side grants the other a total number of frames that only grows: <see cref="Initial"/> at
/// first, and one more for each frame that was read completely. Every header carries the total, so that two-way traffic needs no extra
/// frames; only a side that receives for long without sending announces its grant in a frame of its own.
/// </summary>
/// <remarks>
/// <see cref="TrySend"/> and <see cref="Announce"/> belong to the sending side (under its lock), the other methods to the reading thread;
/// both sides may run concurrently.
/// </remarks>
internal sealed class CreditWindow
{
    /// <summary>
    /// The credit at the start, and the maximum number of frames in transit. A step needs one or two frames each way, so 16 leave room for
    /// overlapping requests. Part of the protocol version: both sides must use the same number.
    /// </summary>
    public const int Initial = 16;

    private long _sent;
    private long _receivedGrant = Initial;
    private long _received;
    private long _granted = Initial;
    private long _announced = Initial;

    /// <summary>
    /// Whether the unannounced grant has reached half the window, so that it should be sent without waiting for another frame.
    /// </summary>
    public bool IsAnnouncementDue => Volatile.Read(ref _granted) - Volatile.Read(ref _announced) >= Initial / 2;

    /// <summary>Takes a credit for one frame; returns false if there is none.</summary>
    public bool TrySend()
    {
        if (_sent >= Volatile.Read(ref _receivedGrant))
            return false;
        _sent++;
        return true;
    }

    /// <summary>Returns the grant for the next header and marks it as announced.</summary>
    public long Announce()
    {
        var granted = Volatile.Read(ref _granted);
        Volatile.Write(ref _announced, granted);
        return granted;
    }

    /// <summary>
    /// Records the grant of a received header; returns false if it is less than an earlier one, which violates the protocol.
    /// </summary>
    public bool TryReceiveGrant(long granted)
    {
        var previous = Volatile.Read(ref _receivedGrant);
        // A full fence: either the sender sees the grant, or this thread sees the frames that wait for it.
        if (granted > previous)
            Interlocked.Exchange(ref _receivedGrant, granted);
        return granted >= previous;
    }

    /// <summary>Counts a received frame that needed credit; returns false if the peer had none.</summary>
    public bool TryReceive()
    {
        if (_received >= Volatile.Read(ref _announced))
            return false;
        _received++;
        return true;
    }

    /// <summary>Grants one more frame, after one was read completely.</summary>
    public void Release() => Volatile.Write(ref _granted, _granted + 1);
}
