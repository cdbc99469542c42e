namespace ActorNet.Transport.Frames;

/// <summary>
/// The frame kinds that a link accepts, with the maximum length of their payload. The owner of the link may change it at any time from any
/// thread; a header is checked when it arrives. <see cref="FrameKind.Goodbye"/> is always accepted.
/// </summary>
internal sealed class LinkLimits
{
    /// <summary>The maximum length in bytes of the detail in <see cref="FrameKind.Goodbye"/>.</summary>
    public const int MaxGoodbyeBytes = 512;

    /// <summary>The maximum length in bytes of the reason in <see cref="FrameKind.SlicesFailed"/>.</summary>
    public const int MaxTextBytes = 4096;

    private const int KindCount = (int)FrameKind.ShardGradient + 1;
    private const long NotAccepted = -1;

    private readonly long[] _maxPayloadBytes = new long[KindCount];

    public LinkLimits()
    {
        Array.Fill(_maxPayloadBytes, NotAccepted);
        Allow(FrameKind.Goodbye, MaxGoodbyeBytes);
    }

    /// <summary>An independent copy.</summary>
    public LinkLimits(LinkLimits other) => other._maxPayloadBytes.CopyTo(_maxPayloadBytes, 0);

    public LinkLimits Allow(FrameKind kind, long maxPayloadBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxPayloadBytes);
        Volatile.Write(ref _maxPayloadBytes[(int)kind], maxPayloadBytes);
        return this;
    }

    public LinkLimits Forbid(FrameKind kind)
    {
        Volatile.Write(ref _maxPayloadBytes[(int)kind], NotAccepted);
        return this;
    }

    /// <summary>Returns what is wrong with a header, as the end of a sentence after "sent ", or null.</summary>
    public string? Check(in FrameHeader header)
    {
        if (header.Kind is 0 or > FrameKind.ShardGradient)
            return $"a frame of kind {(int)header.Kind}, which does not exist";
        var limit = Volatile.Read(ref _maxPayloadBytes[(int)header.Kind]);
        if (limit == NotAccepted)
            return $"{header.Kind}, which is not accepted now";
        return header.PayloadBytes < 0 || header.PayloadBytes > limit
            ? $"{header.Kind} with {header.PayloadBytes} bytes of payload, where at most {limit} are accepted"
            : null;
    }
}
