using System.Buffers.Binary;
using System.IO.Hashing;
using ActorNet.Transport.Frames;

namespace ActorNet.Fuzz.Inputs;

internal static class FrameBytes
{
    private const int LengthOffset = 56;

    /// <summary>The bytes of a frame as a link sends it.</summary>
    public static byte[] Of(in FrameHeader header, in FramePayload payload)
    {
        var connection = new MemoryConnection(default);
        var frame = new InFlightFrame(connection);
        frame.Begin(header, payload);
        frame.TryWrite();
        return connection.Output;
    }

    /// <summary>Recomputes the checksums of all complete frames from the start.</summary>
    public static void RecomputeChecksums(byte[] bytes)
    {
        for (var start = 0; CoveredLength(bytes, start) is { } covered; start += covered + FrameCodec.ChecksumBytes)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(start + covered), XxHash3.HashToUInt64(bytes.AsSpan(start, covered)));
    }

    /// <summary>Whether a complete frame with the right checksum begins at <paramref name="start"/>.</summary>
    public static bool HasValidChecksum(byte[] bytes, int start) =>
        CoveredLength(bytes, start) is { } covered
        && XxHash3.HashToUInt64(bytes.AsSpan(start, covered)) == BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(start + covered));

    /// <summary>The number of bytes that a frame's checksum covers; null if the frame is incomplete.</summary>
    private static int? CoveredLength(byte[] bytes, int start)
    {
        if (bytes.Length - start < FrameCodec.HeaderBytes + FrameCodec.ChecksumBytes)
            return null;
        var payload = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(start + LengthOffset));
        var room = bytes.Length - start - FrameCodec.HeaderBytes - FrameCodec.ChecksumBytes;
        return payload >= 0 && payload <= room ? FrameCodec.HeaderBytes + (int)payload : null;
    }
}
