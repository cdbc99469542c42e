using System.Buffers.Binary;
using System.IO.Hashing;
using ActorNet.Transport.Frames;

namespace ActorNet.Fuzz.Inputs;

/// <summary>Frames as bytes.</summary>
internal static class FrameBytes
{
    private const int LengthOffset = 56;

    /// <summary>A frame as a link sends it.</summary>
    public static byte[] Of(in FrameHeader header, in FramePayload payload)
    {
        var wire = new MemoryConnection(default);
        var frame = new InFlightFrame(wire);
        frame.Begin(header, payload, CreditWindow.Initial);
        frame.TryWrite();
        return wire.Output;
    }

    /// <summary>Makes the checksums right of all frames that follow each other from the beginning, as far as they are whole.</summary>
    public static void Forge(byte[] bytes)
    {
        for (var start = 0; Covered(bytes, start) is { } covered; start += covered + FrameCodec.ChecksumBytes)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(start + covered), XxHash3.HashToUInt64(bytes.AsSpan(start, covered)));
    }

    /// <summary>Whether a whole frame with the right checksum begins here.</summary>
    public static bool IsSound(byte[] bytes, int start) =>
        Covered(bytes, start) is { } covered
        && XxHash3.HashToUInt64(bytes.AsSpan(start, covered)) == BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(start + covered));

    /// <summary>The bytes that a frame's checksum covers; null where the frame is not whole.</summary>
    private static int? Covered(byte[] bytes, int start)
    {
        if (bytes.Length - start < FrameCodec.HeaderBytes + FrameCodec.ChecksumBytes)
            return null;
        var payload = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(start + LengthOffset));
        var room = bytes.Length - start - FrameCodec.HeaderBytes - FrameCodec.ChecksumBytes;
        return payload >= 0 && payload <= room ? FrameCodec.HeaderBytes + (int)payload : null;
    }
}
