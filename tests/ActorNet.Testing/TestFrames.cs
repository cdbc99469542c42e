using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Testing;

/// <summary>Test frames and their bytes.</summary>
internal static class TestFrames
{
    /// <summary>The length of a frame without payload.</summary>
    public const int EmptyBytes = FrameCodec.HeaderBytes + FrameCodec.ChecksumBytes;

    /// <summary>A header with a value in every field.</summary>
    public static readonly FrameHeader Full = new()
    {
        Kind = FrameKind.ComputeGradient,
        Run = 0xF1E2D3C4B5A69788,
        Incarnation = 3,
        Round = RoundKind.Test,
        Step = 1L << 40,
        Slices = new SliceRange(2, 5),
        Value = -7,
        ComputeTime = TimeSpan.FromTicks(12345),
    };

    /// <summary>The bytes of a frame as sent by a link.</summary>
    public static byte[] Bytes(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        var connection = new ScriptedConnection();
        connection.MakeRoom(int.MaxValue);
        var frame = new InFlightFrame(connection);
        frame.Begin(header, new FramePayload(payload));
        Assert.True(frame.TryWrite());
        return connection.Output;
    }

    /// <summary>A link that receives the bytes and then the end of the stream.</summary>
    public static TensorLink Received(ReadOnlySpan<byte> bytes, LinkLimits? limits = null, int readAtMost = int.MaxValue)
    {
        var connection = new ScriptedConnection { ReadAtMost = readAtMost };
        connection.Put(bytes, end: true);
        return new TensorLink(connection, limits ?? LinkPair.AllowAll());
    }
}
