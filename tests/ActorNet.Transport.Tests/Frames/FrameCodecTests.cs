using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Frames;

namespace ActorNet.Transport.Tests.Frames;

public class FrameCodecTests
{
    [Fact]
    public void Frame_layout_of_version_1_is_fixed()
    {
        var bytes = TestFrames.Bytes(TestFrames.Full, [0xAA, 0xBB]);
        Assert.Equal(
            "4163744E" + "0100" + "0800" + // magic, version, kind
            "8897A6B5C4D3E2F1" +           // run
            "03000000" + "02000000" +      // incarnation, round
            "0000000000010000" +           // step
            "02000000" + "05000000" +      // slices
            "F9FFFFFFFFFFFFFF" +           // value
            "3930000000000000" +           // compute time
            "0200000000000000" +           // length of the payload
            "1000000000000000" +           // reserved
            "AABB" +
            "AC5ABE3498A83916",            // checksum
            Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(FrameKind.Discover, 1)]
    [InlineData(FrameKind.Discovered, 2)]
    [InlineData(FrameKind.Hello, 3)]
    [InlineData(FrameKind.Welcome, 4)]
    [InlineData(FrameKind.Goodbye, 5)]
    [InlineData(FrameKind.GetDataset, 6)]
    [InlineData(FrameKind.DatasetPart, 7)]
    [InlineData(FrameKind.ComputeGradient, 8)]
    [InlineData(FrameKind.GradientComputed, 9)]
    [InlineData(FrameKind.EvaluateSlices, 10)]
    [InlineData(FrameKind.SlicesEvaluated, 11)]
    [InlineData(FrameKind.SlicesFailed, 12)]
    [InlineData(FrameKind.GetStatus, 14)]
    [InlineData(FrameKind.Status, 15)]
    [InlineData(FrameKind.GetReplicaState, 16)]
    [InlineData(FrameKind.ReplicaState, 17)]
    [InlineData(FrameKind.GetRunFile, 18)]
    [InlineData(FrameKind.RunFilePart, 19)]
    [InlineData(FrameKind.Challenge, 20)]
    [InlineData(FrameKind.Proof, 21)]
    public void Header_of_every_kind_survives_a_round_trip(object kind, byte number)
    {
        var header = TestFrames.Full with { Kind = (FrameKind)kind, PayloadBytes = 12 };
        var bytes = new byte[FrameCodec.HeaderBytes];
        FrameCodec.Write(header, bytes);
        Assert.Equal(number, bytes[6]);
        Assert.Null(FrameCodec.Read(bytes, out var read));
        Assert.Equal(header, read);
    }

    [Theory]
    [InlineData(0, "what is not an ActorNet frame")]
    [InlineData(3, "what is not an ActorNet frame")]
    [InlineData(4, "a frame of version 256 where version 1 is spoken", 0)]
    [InlineData(20, "a frame of round kind 255, which does not exist")]
    [InlineData(23, "a frame of round kind -16777216, which does not exist")]
    public void Error_in_a_header_is_named(int offset, string problem, byte value = 0xFF)
    {
        var bytes = new byte[FrameCodec.HeaderBytes];
        FrameCodec.Write(TestFrames.Full with { Round = RoundKind.Gradient }, bytes);
        bytes[offset] = value;
        if (offset == 4)
            bytes[5] = 1;
        Assert.Equal(problem, FrameCodec.Read(bytes, out _));
    }

    [Fact]
    public void Run_number_is_the_start_of_the_SHA_256_of_the_id() =>
        Assert.Equal(0xEACF018FBF1678BA, FrameHeader.RunNumber("abc")); // the SHA-256 of "abc" begins with BA7816BF8F01CFEA
}
