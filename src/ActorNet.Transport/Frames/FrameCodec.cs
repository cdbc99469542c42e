using System.Buffers.Binary;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Frames;

/// <summary>
/// The layout of a frame, version 1; all numbers are little-endian:
/// <code>
/// offset bytes
///      0     4  magic: "ActN"
///      4     2  version: 1. Later fields may differ in other versions, magic and version never
///      6     2  kind
///      8     8  run
///     16     4  incarnation, signed
///     20     4  round
///     24     8  step, signed
///     32     4  first slice, signed
///     36     4  number of slices, signed
///     40     8  value, signed
///     48     8  compute time, signed, in units of 100 nanoseconds
///     56     8  length of the payload in bytes, signed
///     64     8  reserved: 16
///     72        payload
///            8  checksum: XxHash3 (64 bits, no seed) of header and payload; at the end so that it is computed while they are written
/// </code>
/// </summary>
internal static class FrameCodec
{
    public const int HeaderBytes = 72;

    public const int ChecksumBytes = 8;

    /// <summary>
    /// The version of the frame layout. The protocol version (<see cref="ProtocolVersion"/>) changes independently, so that programs of
    /// different protocol versions can still report the mismatch to each other.
    /// </summary>
    public const ushort Version = 1;

    /// <summary>Programs of protocol version 2 do not read a description whose header has less in this place.</summary>
    private const long Reserved = 16;

    private const int VersionOffset = 4;
    private const RoundKind LastRound = RoundKind.Canary;

    private static ReadOnlySpan<byte> Magic => "ActN"u8;

    public static void Write(in FrameHeader header, Span<byte> bytes)
    {
        bytes = bytes[..HeaderBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], (ushort)header.Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], header.Run);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], header.Incarnation);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], (int)header.Round);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], header.Step);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], header.Slices.First);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], header.Slices.Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], header.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], header.ComputeTime.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[56..], header.PayloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[64..], Reserved);
    }

    /// <summary>Reads a header. Kind and lengths are not checked; after an error no field is valid.</summary>
    /// <returns>The error, as the end of a sentence after "sent ", or null.</returns>
    public static string? Read(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (!bytes.StartsWith(Magic))
            return TlsRecord.IsRecordStart(bytes) ? TlsRecord.UnexpectedTls : "what is not an ActorNet frame";
        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[VersionOffset..]);
        if (version != Version)
            return $"a frame of version {version} where version {Version} is spoken";
        header = new FrameHeader
        {
            Kind = (FrameKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            Run = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            Incarnation = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            Round = (RoundKind)BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            Step = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            Slices = new SliceRange(
                BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[36..])),
            Value = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            ComputeTime = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes[48..])),
            PayloadBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes[56..]),
        };
        return header.Round is < 0 or > LastRound ? $"a frame of round kind {(int)header.Round}, which does not exist" : null;
    }
}
