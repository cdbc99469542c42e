using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using CsCheck;

namespace ActorNet.Transport.Tests.Frames;

/// <summary>Sends through a connection that accepts a limited number of bytes.</summary>
public class FrameWriterTests
{
    [Fact]
    public void Frames_are_complete_and_in_order_for_any_write_size() =>
        Gen.Select(Gen.Int[0, 20_000].Array[1, 16], Gen.Int[1, 30_000]).Sample((lengths, atMost) =>
        {
            var connection = new ScriptedConnection { WriteAtMost = atMost };
            using var link = new TensorLink(connection, LinkPair.AllowAll());
            var payloads = lengths.Select((length, i) => Enumerable.Repeat(i + 0.5f, length).ToArray()).ToList();
            var expected = lengths.Sum(length => TestFrames.EmptyBytes + sizeof(float) * length);
            foreach (var payload in payloads)
            {
                link.Send(TestFrames.Full, payload);
                connection.MakeRoom(TestFrames.EmptyBytes - 1 + 2 * payload.Length);
            }

            connection.MakeRoom(expected);
            Deadline.Await(() => link.Counters.FramesSent == lengths.Length, "all frames are sent");
            Assert.Equal(expected, link.Counters.BytesSent);
            using var other = TestFrames.Received(connection.Output);
            foreach (var payload in payloads)
            {
                var read = new float[other.Receive().PayloadBytes / sizeof(float)];
                other.Read(read);
                other.EndFrame();
                Assert.True(payload.AsSpan().SequenceEqual(read));
            }
        }, iter: 50);

    [Fact]
    public void Full_queue_closes_the_link()
    {
        var connection = new ScriptedConnection();
        using var link = new TensorLink(connection, LinkPair.AllowAll());
        for (var i = 0; i <= FrameWriter.MaxQueued; i++)
        {
            Assert.False(link.IsClosed);
            link.Send(TestFrames.Full, "a few bytes"u8);
        }

        Assert.False(link.IsClosed); // one is in flight
        link.Send(TestFrames.Full);
        Assert.True(link.IsClosed);
        Assert.Equal(
            "Unspecified/there:2 does not read: 64 frames wait for it.", Assert.Throws<LinkClosedException>(() => link.Receive()).Message);
        link.Send(TestFrames.Full); // discarded
    }

    [Fact]
    public void Goodbye_never_interrupts_a_frame()
    {
        var connection = new ScriptedConnection { NeverSignalsWritable = true };
        using var link = new TensorLink(connection, LinkPair.AllowAll());
        connection.MakeRoom(100);
        link.Send(TestFrames.Full, new float[1000]);
        connection.MakeRoom(1000);
        link.Close("Enough.");
        Assert.Equal(100, connection.Output.Length);
    }

    [Fact]
    public void Goodbye_cannot_be_sent_directly()
    {
        using var link = new TensorLink(new ScriptedConnection(), LinkPair.AllowAll());
        Assert.Throws<ArgumentException>(() => link.Send(new FrameHeader { Kind = FrameKind.Goodbye }, "bye"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => link.Send(TestFrames.Full, new byte[TensorLink.MaxCopiedBytes + 1].AsSpan()));
    }
}
