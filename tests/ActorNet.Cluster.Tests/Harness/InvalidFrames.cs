using System.Buffers.Binary;
using System.IO.Hashing;
using ActorNet.Learning.Gradients;
using ActorNet.Transport.Frames;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>Bytes that are not allowed as the first of a connection.</summary>
internal static class InvalidFrames
{
    /// <summary>By name; after less than a frame the stream ends.</summary>
    public static IReadOnlyDictionary<string, byte[]> ByName { get; } = new Dictionary<string, byte[]>
    {
        ["a request of another protocol"] = [.. "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: "u8, .. new byte[100]],
        ["noise"] = Noise(4096),
        ["half a header"] = Frame(FrameKind.Hello, [])[..40],
        ["a payload that ends too early"] = Frame(FrameKind.Hello, new byte[64])[..^1],
        ["a wrong checksum"] = WithByte(Frame(FrameKind.Discover, []), FrameCodec.HeaderBytes, 1),
        ["another version"] = WithByte(Frame(FrameKind.Discover, []), 4, 2),
        ["a kind that does not exist"] = WithByte(Frame(FrameKind.Discover, []), 6, 200),
        ["an unsolicited answer"] = Frame(FrameKind.GradientComputed, new byte[64]),
        ["a payload of an exabyte"] = Frame(FrameKind.Hello, [], claimedBytes: 1L << 60),
        ["a negative payload length"] = Frame(FrameKind.Hello, [], claimedBytes: -1),
        ["an unknown token"] = WithChecksum(Frame(FrameKind.Hello, new byte[32])),
    };

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i * i * 31 + 7);
        return bytes;
    }

    private static byte[] Frame(FrameKind kind, byte[] payload, long? claimedBytes = null)
    {
        var bytes = new byte[FrameCodec.HeaderBytes + payload.Length + FrameCodec.ChecksumBytes];
        FrameCodec.Write(
            new FrameHeader { Kind = kind, Slices = new SliceRange(0, 1), PayloadBytes = claimedBytes ?? payload.Length },
            bytes);
        payload.CopyTo(bytes, FrameCodec.HeaderBytes);
        return bytes;
    }

    private static byte[] WithByte(byte[] frame, int offset, byte value)
    {
        frame[offset] = value;
        return frame;
    }

    private static byte[] WithChecksum(byte[] frame)
    {
        var covered = frame.Length - FrameCodec.ChecksumBytes;
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(covered), XxHash3.HashToUInt64(frame.AsSpan(0, covered)));
        return frame;
    }
}
