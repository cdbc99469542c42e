namespace ActorNet.Transport.Links;

/// <summary>
/// How many frames either side of a link may still send. Each grants the other a number of frames that only grows: <see cref="Initial"/> before
/// anything is said, and one more for each frame that was read to its end. Every header carries the grant, so that in a conversation it costs
/// nothing; only who listens for long has to grant explicitly.
/// </summary>
/// <remarks>
/// <see cref="TrySend"/> and <see cref="Announce"/> are for one thread at a time (the sending side's lock), the other methods for one
/// thread at a time (the reading one); both sides may be used at once.
/// </remarks>
internal sealed class CreditWindow
{
    /// <summary>
    /// The frames that both sides may send before they have heard of each other, and the most that are ever on the way. A step has one or two
    /// frames each way, so 16 leave room for requests that overlap; both sides must have the same number, so it belongs to the protocol's version.
    /// </summary>
    public const int Initial = 16;

    private long _sent;
    private long _heard = Initial;
    private long _received;
    private long _granted = Initial;
    private long _announced = Initial;

    /// <summary>Whether so much is granted but not announced that the other side should hear of it without waiting for a frame: half the window.</summary>
    public bool IsAnnouncementDue => Volatile.Read(ref _granted) - Volatile.Read(ref _announced) >= Initial / 2;

    /// <summary>Takes a credit for a frame to send.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TrySend()
    {
        if (_sent >= Volatile.Read(ref _heard))
            return false;
        _sent++;
        return true;
    }

    /// <summary>The grant, to be written into the next header.</summary>
    public long Announce()
    {
        var granted = Volatile.Read(ref _granted);
        Volatile.Write(ref _announced, granted);
        return granted;
    }

    /// <summary>Takes note of the grant in a header.</summary>
    /// <returns>False where it is less than one before, which no honest side does.</returns>
    public bool TryReceiveGrant(long granted)
    {
        var heard = Volatile.Read(ref _heard);
        // A full fence, so that either the sender sees the grant or this thread sees what waits for it.
        if (granted > heard)
            Interlocked.Exchange(ref _heard, granted);
        return granted >= heard;
    }

    /// <summary>Takes note of a frame that has come and needed credit.</summary>
    /// <returns>False where the other side had none.</returns>
    public bool TryReceive()
    {
        if (_received >= Volatile.Read(ref _announced))
            return false;
        _received++;
        return true;
    }

    /// <summary>Grants one more frame: one was read to its end.</summary>
    public void Release() => Volatile.Write(ref _granted, _granted + 1);
}
