namespace ActorNet.Transport.Frames;

/// <summary>
/// Which frames a link accepts now, and how long they may be. Changed by the link's owner at any time, from any thread; a frame is held
/// against it when its header has come. <see cref="FrameKind.Goodbye"/> and <see cref="FrameKind.Credit"/> are always accepted.
/// </summary>
internal sealed class LinkLimits
{
    /// <summary>The longest <see cref="FrameKind.Goodbye"/> in bytes.</summary>
    public const int MaxGoodbyeBytes = 512;

    /// <summary>The longest sentence, in bytes, by which a worker says why it could not compute (<see cref="FrameKind.SlicesFailed"/>).</summary>
    public const int MaxTextBytes = 4096;

    private const int Kinds = (int)FrameKind.Proof + 1;
    private const long Forbidden = -1;

    private readonly long[] _maxPayloadBytes = new long[Kinds];

    /// <summary>Nothing is accepted.</summary>
    public LinkLimits()
    {
        Array.Fill(_maxPayloadBytes, Forbidden);
        Allow(FrameKind.Goodbye, MaxGoodbyeBytes);
        Allow(FrameKind.Credit, 0);
    }

    /// <summary>The same limits, to be changed apart.</summary>
    public LinkLimits(LinkLimits other) => other._maxPayloadBytes.CopyTo(_maxPayloadBytes, 0);

    /// <summary>From now on accepts frames of <paramref name="kind"/> with up to <paramref name="maxPayloadBytes"/> of payload.</summary>
    /// <returns>This.</returns>
    public LinkLimits Allow(FrameKind kind, long maxPayloadBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxPayloadBytes);
        Volatile.Write(ref _maxPayloadBytes[(int)kind], maxPayloadBytes);
        return this;
    }

    /// <summary>From now on accepts no frame of <paramref name="kind"/>.</summary>
    /// <returns>This.</returns>
    public LinkLimits Forbid(FrameKind kind)
    {
        Volatile.Write(ref _maxPayloadBytes[(int)kind], Forbidden);
        return this;
    }

    /// <summary>Holds a header against the limits.</summary>
    /// <returns>What is wrong with it, as the end of a sentence after "sent ", or null.</returns>
    public string? Check(in FrameHeader header)
    {
        if (header.Kind is 0 or > FrameKind.Proof)
            return $"a frame of kind {(int)header.Kind}, which does not exist";
        var limit = Volatile.Read(ref _maxPayloadBytes[(int)header.Kind]);
        if (limit == Forbidden)
            return $"{header.Kind}, which is not accepted now";
        return header.PayloadBytes < 0 || header.PayloadBytes > limit
            ? $"{header.Kind} with {header.PayloadBytes} bytes of payload, where at most {limit} are accepted"
            : null;
    }
}
