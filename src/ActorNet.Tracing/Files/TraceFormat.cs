namespace ActorNet.Tracing.Files;

/// <summary>
/// The layout of a trace, version 1. Numbers are LEB128 varints, signed ones in zigzag form; texts are a length in bytes and UTF-8.
/// <code>
/// magic     8 bytes: "ActTrace"
/// version   2 bytes, little-endian. What follows may differ in other versions
/// run       text
/// hashed    number: the steps that are a multiple of it are hashed
/// options   number of options; for each its name and value, texts
/// entries   each begins with a byte:
///   1  text: takes the next number, from 0
///   2  message: flags (byte; 1 round kind, 2 step, 4 slices, 8 hash, 16 received); kind, from, to, run (numbers of texts);
///      incarnation (signed); as flagged: round kind (byte), step (signed, less the last one in the file), first slice and number of slices;
///      bytes; sent (signed, 100 ns, less the last one in the file); as flagged: received (signed, 100 ns after sent),
///      hash (8 bytes, little-endian)
///   3  lost: the number of a message, from 0, that has not been received after all
///   4  end: the number of messages left out; then XxHash3 of every byte before it (8 bytes, little-endian), the file's last
/// </code>
/// </summary>
internal static class TraceFormat
{
    public const ushort Version = 1;

    /// <summary>The maximum of a slice's number, far above that of any minibatch.</summary>
    public const int MaxSlices = 1 << 22;

    /// <summary>The maximum of a message's bytes: 16 TiB.</summary>
    public const long MaxBytes = 1L << 44;

    /// <summary>The maximum of a time, in units of 100 nanoseconds: some hundred years.</summary>
    public const long MaxTicks = 100 * 366 * TimeSpan.TicksPerDay;

    public static ReadOnlySpan<byte> Magic => "ActTrace"u8;
}

internal enum EntryKind : byte
{
    Text = 1,
    Message = 2,
    Lost = 3,
    End = 4,
}

/// <summary>Which of its optional fields a message has.</summary>
[Flags]
internal enum MessageFields : byte
{
    None = 0,
    RoundKind = 1,
    Step = 2,
    Slices = 4,
    Hash = 8,
    Received = 16,
    All = RoundKind | Step | Slices | Hash | Received,
}
