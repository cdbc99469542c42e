using System.Buffers.Binary;
using System.Text;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using CsCheck;

namespace ActorNet.Transport.Tests.Frames;

/// <summary>Reads valid and invalid bytes through a link.</summary>
public class FrameReaderTests
{
    [Fact]
    public void Flipped_bit_anywhere_in_a_frame_is_detected()
    {
        var frame = TestFrames.Bytes(TestFrames.Full, "payload"u8);
        for (var bit = 0; bit < 8 * frame.Length; bit++)
        {
            var flipped = frame.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            using var link = TestFrames.Received(flipped);
            var end = Assert.Throws<LinkClosedException>(() => Take(link));
            Assert.StartsWith("Unspecified/there:2 ", end.Message, StringComparison.Ordinal);
            Assert.Equal(end.Message, Assert.Throws<LinkClosedException>(() => link.Receive()).Message); // the first error stays
        }
    }

    [Fact]
    public void Truncated_frame_is_detected_at_any_length()
    {
        var frame = TestFrames.Bytes(TestFrames.Full, "payload"u8);
        for (var length = 0; length < frame.Length; length++)
        {
            using var link = TestFrames.Received(frame.AsSpan(0, length));
            var end = Assert.Throws<LinkClosedException>(() => Take(link));
            Assert.EndsWith(
                length == 0 ? "closed the connection." : "closed the connection in the middle of a frame.", end.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Too_long_payload_is_rejected_by_the_header_alone()
    {
        var frame = TestFrames.Bytes(TestFrames.Full with { Kind = FrameKind.Hello }, []);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(56), 1L << 50);
        using var link = TestFrames.Received(frame, new LinkLimits().Allow(FrameKind.Hello, 1024));
        var end = Assert.Throws<LinkClosedException>(() => link.Receive());
        Assert.EndsWith(
            "sent Hello with 1125899906842624 bytes of payload, where at most 1024 are accepted.", end.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: tensors.example\r\nUser-Agent: a browser with the wrong port number\r\n\r\n")]
    [InlineData("ActM, nearly, but this is only prose that is as long as a header, or even a little longer than it.")]
    public void Text_is_rejected(string text)
    {
        using var link = TestFrames.Received(Encoding.ASCII.GetBytes(text));
        Assert.EndsWith(
            "sent what is not an ActorNet frame.", Assert.Throws<LinkClosedException>(() => link.Receive()).Message,
            StringComparison.Ordinal);
    }

    /// <summary>For any split of the received bytes and any size of the reads.</summary>
    [Fact]
    public void Payload_is_read_in_any_parts() =>
        Gen.Select(Gen.Byte.Array[0, 50_000], Gen.Int[1, 40_000], Gen.Int[1, 30_000]).Sample((payload, readAtMost, part) =>
        {
            var empty = TestFrames.Bytes(TestFrames.Full, []);
            using var link = TestFrames.Received(
                [.. empty, .. TestFrames.Bytes(TestFrames.Full, payload), .. empty], readAtMost: readAtMost);
            link.Receive();
            link.EndFrame();
            Assert.Equal(payload.Length, link.Receive().PayloadBytes);
            var read = new byte[payload.Length];
            for (var i = 0; i < read.Length; i += part)
                link.Read(read.AsSpan(i, Math.Min(part, read.Length - i)));
            link.EndFrame();
            Assert.True(payload.AsSpan().SequenceEqual(read));
            link.Receive();
            link.EndFrame();
        }, iter: 100);

    [Fact]
    public void Skipped_payload_is_verified()
    {
        var bytes = TestFrames.Bytes(TestFrames.Full, new byte[40_000]);
        using var link = TestFrames.Received([.. bytes, .. bytes[..^1], 1]);
        Take(link);
        link.Receive();
        link.Skip();
        Assert.EndsWith(
            "sent a frame whose checksum is wrong.", Assert.Throws<LinkClosedException>(link.EndFrame).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Payload_of_unexpected_length_closes_the_link()
    {
        using var tooShort = TestFrames.Received(TestFrames.Bytes(TestFrames.Full, new byte[8]));
        tooShort.Receive();
        Assert.EndsWith(
            "sent a payload that is 4 bytes too short.", Assert.Throws<LinkClosedException>(() => tooShort.Read(new float[3])).Message,
            StringComparison.Ordinal);

        using var tooLong = TestFrames.Received(TestFrames.Bytes(TestFrames.Full, new byte[8]));
        tooLong.Receive();
        tooLong.Read(new float[1]);
        Assert.EndsWith(
            "sent a payload that is 4 bytes too long.", Assert.Throws<LinkClosedException>(tooLong.EndFrame).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Text_must_be_UTF8_and_not_too_long()
    {
        using var tooLong = TestFrames.Received(TestFrames.Bytes(TestFrames.Full, new byte[8]));
        tooLong.Receive();
        Assert.EndsWith(
            "sent a text of 8 bytes, where at most 7 are accepted.", Assert.Throws<LinkClosedException>(() => tooLong.ReadText(7)).Message,
            StringComparison.Ordinal);

        using var notText = TestFrames.Received(TestFrames.Bytes(TestFrames.Full, [0x61, 0xFF]));
        notText.Receive();
        Assert.EndsWith(
            "sent a text that is not UTF-8.", Assert.Throws<LinkClosedException>(() => notText.ReadText(7)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_in_a_goodbye_are_removed()
    {
        using var link = TestFrames.Received(TestFrames.Bytes(new FrameHeader { Kind = FrameKind.Goodbye }, "red \e[31m line\n"u8));
        var end = Assert.Throws<LinkClosedException>(() => link.Receive());
        Assert.Equal("red  [31m line ", end.Message);
        Assert.True(end.IsGoodbye);
    }

    [Fact]
    public void Silent_peer_times_out()
    {
        using var link = new TensorLink(new ScriptedConnection(), LinkPair.AllowAll()) { ReadTimeout = TimeSpan.FromMilliseconds(10) };
        Assert.EndsWith(
            "sent nothing for 0.01 s.", Assert.Throws<LinkClosedException>(() => link.Receive()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_must_be_ended_in_order()
    {
        using var link = TestFrames.Received(TestFrames.Bytes(TestFrames.Full, []));
        Assert.Throws<InvalidOperationException>(link.EndFrame);
        link.Receive();
        Assert.Throws<InvalidOperationException>(() => link.Receive());
    }

    private static void Take(TensorLink link)
    {
        link.Receive();
        link.Skip();
        link.EndFrame();
    }
}
