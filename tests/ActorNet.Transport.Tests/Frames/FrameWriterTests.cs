using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using CsCheck;

namespace ActorNet.Transport.Tests.Frames;

/// <summary>What a link sends where the wire takes only so much.</summary>
public class FrameWriterTests
{
    [Fact]
    public void Frames_come_whole_and_in_order_however_little_the_wire_takes() =>
        Gen.Select(Gen.Int[0, 20_000].Array[1, CreditWindow.Initial], Gen.Int[1, 30_000]).Sample((lengths, atMost) =>
        {
            var wire = new ScriptedConnection { WriteAtMost = atMost };
            using var link = new TensorLink(wire, LinkPair.AllowAll());
            var payloads = lengths.Select((length, i) => Enumerable.Repeat(i + 0.5f, length).ToArray()).ToList();
            var expected = lengths.Sum(length => TestFrames.EmptyBytes + sizeof(float) * length);
            foreach (var payload in payloads)
            {
                link.Send(TestFrames.Full, payload);
                wire.MakeRoom(TestFrames.EmptyBytes - 1 + 2 * payload.Length);
            }

            wire.MakeRoom(expected);
            Deadline.Await(() => link.Counters.FramesSent == lengths.Length, "all frames are sent");
            Assert.Equal(expected, link.Counters.BytesSent);
            using var other = TestFrames.Received(wire.Output);
            foreach (var payload in payloads)
            {
                var read = new float[other.Receive().PayloadBytes / sizeof(float)];
                other.Read(read);
                other.EndFrame();
                Assert.True(payload.AsSpan().SequenceEqual(read));
            }
        }, iter: 50);

    [Fact]
    public void Frames_without_credit_wait_for_it_and_a_goodbye_does_not()
    {
        var wire = new ScriptedConnection();
        wire.MakeRoom(int.MaxValue);
        using var link = new TensorLink(wire, LinkPair.AllowAll());
        for (var i = 0; i < CreditWindow.Initial + 5; i++)
            link.Send(TestFrames.Full with { Step = i });
        Assert.Equal(CreditWindow.Initial * TestFrames.EmptyBytes, wire.Output.Length);

        wire.Put(TestFrames.Bytes(TestFrames.Full, [], granted: CreditWindow.Initial + 2));
        link.Receive();
        link.EndFrame();
        Assert.Equal((CreditWindow.Initial + 2) * TestFrames.EmptyBytes, wire.Output.Length);

        link.Close("That is all.");
        using var other = TestFrames.Received(wire.Output);
        for (var i = 0; i < CreditWindow.Initial + 2; i++)
        {
            Assert.Equal(i, other.Receive().Step);
            other.EndFrame();
        }

        Assert.Equal("That is all.", Assert.Throws<LinkClosedException>(() => other.Receive()).Message);
    }

    [Fact]
    public void Too_many_frames_that_wait_close_the_link()
    {
        var wire = new ScriptedConnection();
        using var link = new TensorLink(wire, LinkPair.AllowAll());
        for (var i = 0; i <= FrameWriter.MaxQueued; i++)
        {
            Assert.False(link.IsClosed);
            link.Send(TestFrames.Full, "a few bytes"u8);
        }

        Assert.False(link.IsClosed); // one is under way
        link.Send(TestFrames.Full);
        Assert.True(link.IsClosed);
        Assert.Equal("Unspecified/there:2 does not read: 64 frames wait for it.", Assert.Throws<LinkClosedException>(() => link.Receive()).Message);
        link.Send(TestFrames.Full); // forgotten
    }

    [Fact]
    public void Who_listens_for_long_grants_credit_by_frames_for_nothing_else()
    {
        var wire = new ScriptedConnection();
        wire.MakeRoom(int.MaxValue);
        using var link = new TensorLink(wire, LinkPair.AllowAll());
        for (var i = 0; i < CreditWindow.Initial; i++)
            wire.Put(TestFrames.Bytes(TestFrames.Full, []));
        for (var i = 1; i <= CreditWindow.Initial; i++)
        {
            link.Receive();
            link.EndFrame();
            Assert.Equal(i / (CreditWindow.Initial / 2) * TestFrames.EmptyBytes, wire.Output.Length);
        }

        Assert.Null(FrameCodec.Read(wire.Output.AsSpan(TestFrames.EmptyBytes), out var header, out var granted));
        Assert.Equal(FrameKind.Credit, header.Kind);
        Assert.Equal(2 * CreditWindow.Initial, granted);
    }

    [Fact]
    public void Who_answers_grants_credit_on_the_way()
    {
        var wire = new ScriptedConnection();
        wire.MakeRoom(int.MaxValue);
        using var link = new TensorLink(wire, LinkPair.AllowAll());
        for (var i = 0; i < CreditWindow.Initial; i++)
        {
            wire.Put(TestFrames.Bytes(TestFrames.Full, [], granted: CreditWindow.Initial + i));
            link.Receive();
            link.EndFrame();
            link.Send(TestFrames.Full);
        }

        Assert.Equal(CreditWindow.Initial, link.Counters.FramesSent);
    }

    [Fact]
    public void Goodbye_never_comes_in_the_middle_of_a_frame()
    {
        var wire = new ScriptedConnection { NeverSignalsWritable = true };
        using var link = new TensorLink(wire, LinkPair.AllowAll());
        wire.MakeRoom(100);
        link.Send(TestFrames.Full, new float[1000]);
        wire.MakeRoom(1000);
        link.Close("Enough.");
        Assert.Equal(100, wire.Output.Length);
    }

    [Fact]
    public void Frames_of_the_link_itself_cannot_be_sent()
    {
        using var link = new TensorLink(new ScriptedConnection(), LinkPair.AllowAll());
        Assert.Throws<ArgumentException>(() => link.Send(new FrameHeader { Kind = FrameKind.Credit }));
        Assert.Throws<ArgumentException>(() => link.Send(new FrameHeader { Kind = FrameKind.Goodbye }, "bye"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => link.Send(TestFrames.Full, new byte[TensorLink.MaxCopiedBytes + 1].AsSpan()));
    }
}
