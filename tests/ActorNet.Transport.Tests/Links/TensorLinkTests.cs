using System.Net.Sockets;
using System.Text;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Transport.Tests.Links;

public class TensorLinkTests
{
    private protected virtual LinkPair Links() => new();

    [Fact]
    public void Frames_with_every_payload_type_arrive_unchanged()
    {
        using var links = Links();
        float[] parameters = [1, -0f, float.MaxValue, float.Epsilon];
        var gradient = new PartialGradient(3);
        gradient.Begin(new SliceRange(1, 3), 8);
        gradient.SliceLosses[1] = 0.25;
        gradient.Sum(1)[2] = 4;
        links.Near.Send(TestFrames.Full);
        links.Near.Send(TestFrames.Full, parameters);
        links.Near.Send(TestFrames.Full, gradient);
        links.Near.Send(TestFrames.Full, "Grüße"u8);
        links.Near.Send(TestFrames.Full, new ReadOnlyMemory<byte>([1, 2, 3]));

        Assert.Equal(TestFrames.Full, links.Far.Receive());
        links.Far.EndFrame();

        Assert.Equal(TestFrames.Full with { PayloadBytes = 16 }, links.Far.Receive());
        var received = new float[4];
        links.Far.Read(received);
        links.Far.EndFrame();
        Assert.Equal(parameters.Select(BitConverter.SingleToInt32Bits), received.Select(BitConverter.SingleToInt32Bits));

        links.Far.Receive();
        var sums = new PartialGradient(3);
        sums.Begin(new SliceRange(1, 3), 8);
        links.Far.Read(sums);
        links.Far.EndFrame();
        Assert.Equal(gradient.SliceLosses.ToArray(), sums.SliceLosses.ToArray());
        Assert.Equal(2, sums.NodeCount);
        Assert.Equal(gradient.Sum(0), sums.Sum(0));
        Assert.Equal(gradient.Sum(1), sums.Sum(1));

        links.Far.Receive();
        Assert.Equal("Grüße", links.Far.ReadText(100));
        links.Far.EndFrame();

        Assert.Equal(3, links.Far.Receive().PayloadBytes);
        links.Far.Skip();
        links.Far.EndFrame();
        var bytes = 5 * 80 + 16 + (3 * 8 + 2 * 3 * 4) + Encoding.UTF8.GetByteCount("Grüße") + 3;
        Assert.Equal(new LinkCounters(5, bytes, 0, 0), links.Near.Counters);
        Assert.Equal(new LinkCounters(0, 0, 5, bytes), links.Far.Counters);
    }

    [Fact]
    public void Goodbye_ends_the_peers_Receive_with_its_reason()
    {
        using var links = Links();
        var exit = new WorkerExit(WorkerExitReason.AnswerTimedOut, "4.0 s");
        links.Near.Close(exit);
        var end = Assert.Throws<LinkClosedException>(() => links.Far.Receive());
        Assert.Equal(("no answer for 4.0 s", true, exit), (end.Message, end.IsGoodbye, end.Exit));
        Assert.Equal("no answer for 4.0 s", Assert.Throws<LinkClosedException>(() => links.Near.Receive()).Message);
    }

    [Fact]
    public void Goodbye_without_a_reason_is_reported_in_a_sentence()
    {
        var goodbye = TestFrames.Bytes(new FrameHeader { Kind = FrameKind.Goodbye, Slices = new SliceRange(0, 1) }, []);
        using var link = TestFrames.Received(goodbye);
        var end = Assert.Throws<LinkClosedException>(() => link.Receive());
        Assert.True(end.IsGoodbye);
        Assert.EndsWith("closed the link without a reason.", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Goodbye_of_any_length_fits()
    {
        using var links = Links();
        links.Near.Close(new string('ü', 1000));
        Assert.Contains("üüü", Assert.Throws<LinkClosedException>(() => links.Far.Receive()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void First_reason_is_kept()
    {
        using var links = Links();
        links.Near.Close("The first.");
        links.Near.Close("The second.");
        links.Near.Dispose();
        for (var i = 0; i < 2; i++)
            Assert.Equal("The first.", Assert.Throws<LinkClosedException>(() => links.Near.Receive()).Message);
        Assert.EndsWith("The first.", Assert.Throws<LinkClosedException>(() => links.Far.Receive()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_sent_before_a_goodbye_arrive()
    {
        using var links = Links();
        links.Far.Send(TestFrames.Full, new float[100]); // never read: unread data must not prevent the goodbye from arriving
        links.Near.Send(TestFrames.Full, new float[100]);
        links.Near.Close("Done.");
        links.Far.Receive();
        links.Far.Skip();
        links.Far.EndFrame();
        Assert.True(Assert.Throws<LinkClosedException>(() => links.Far.Receive()).IsGoodbye);
    }

    [Fact]
    public void Goodbye_is_received_after_a_failed_send()
    {
        using var links = Links();
        links.Near.Close("Done.");
        for (var i = 0; i < FrameWriter.MaxQueued; i++)
            links.Far.Send(TestFrames.Full);
        Assert.True(links.Far.Counters.FramesSent < FrameWriter.MaxQueued);
        Assert.True(Assert.Throws<LinkClosedException>(() => links.Far.Receive()).IsGoodbye);
    }

    [Theory]
    [InlineData(0)] // before it blocks
    [InlineData(1000)] // blocked
    public void Dispose_wakes_the_receiver(int yields)
    {
        using var links = Links();
        links.Near.ReadTimeout = Timeout.InfiniteTimeSpan;
        using var begins = new ManualResetEventSlim();
        Exception? end = null;
        var receiver = new Thread(() =>
        {
            begins.Set();
            end = Record.Exception(() => links.Near.Receive());
        }) { IsBackground = true };
        receiver.Start();
        Assert.True(begins.Wait(LinkPair.ResponseTimeout));
        for (var i = 0; i < yields; i++)
            Thread.Yield();
        links.Near.Dispose();
        Assert.True(receiver.Join(LinkPair.ResponseTimeout));
        Assert.Equal("The link is no longer needed.", Assert.IsType<LinkClosedException>(end).Message);
    }

    [Fact]
    public void Reset_connection_ends_Receive()
    {
        var (near, far) = LinkPair.Sockets();
        using var link = new TensorLink(new TcpConnection(near, near.RemoteEndPoint!), LinkPair.AllowAll());
        link.ReadTimeout = LinkPair.ResponseTimeout;
        far.LingerState = new LingerOption(true, 0);
        far.Dispose();
        Assert.Contains(
            "Connection reset by peer", Assert.Throws<LinkClosedException>(() => link.Receive()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_frames_in_both_directions_do_not_deadlock()
    {
        const int Frame = 2 << 20;
        const int Times = 6;
        using var links = Links();
        Deadline.Run(
            () => Send(links.Near, 1), () => Receive(links.Far, 1),
            () => Send(links.Far, 2), () => Receive(links.Near, 2));

        static void Send(TensorLink link, float value)
        {
            var payload = new float[Frame];
            Array.Fill(payload, value);
            for (var i = 0; i < Times; i++)
                link.Send(TestFrames.Full with { Step = i }, payload);
        }

        static void Receive(TensorLink link, float value)
        {
            var part = new float[10_007];
            for (var i = 0; i < Times; i++)
            {
                Assert.Equal(i, link.Receive().Step);
                for (var left = Frame; left > 0; left -= part.Length)
                {
                    if (left < part.Length)
                        part = new float[left];
                    Thread.Yield();
                    link.Read(part);
                    Assert.False(part.AsSpan().ContainsAnyExcept(value));
                }

                part = new float[10_007];
                link.EndFrame();
            }
        }
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(2 << 20)]
    public void Peer_that_does_not_read_never_blocks_the_sender_and_is_disconnected(int floats)
    {
        using var links = Links();
        var payload = new float[floats];
        Deadline.Run(() =>
        {
            // Above the frames that wait, the sockets' buffers hold some megabytes.
            for (var i = 0; !links.Near.IsClosed; i++)
            {
                Assert.True(i < 1000 + FrameWriter.MaxQueued);
                links.Near.Send(TestFrames.Full, payload);
            }
        });
        Assert.EndsWith(
            " does not read: 64 frames wait for it.", Assert.Throws<LinkClosedException>(() => links.Near.Receive()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_of_many_threads_arrive_complete_and_in_order_per_thread()
    {
        const int Threads = 4;
        const int Each = 200;
        using var links = Links();
        using var free = new SemaphoreSlim(FrameWriter.MaxQueued);
        Deadline.Run([.. Enumerable.Range(0, Threads).Select<int, Action>(thread => () => Send(thread)), Receive]);

        void Send(int thread)
        {
            var payload = new float[1000 * thread];
            Array.Fill(payload, thread);
            for (var i = 0; i < Each; i++)
            {
                Assert.True(free.Wait(LinkPair.ResponseTimeout));
                links.Near.Send(TestFrames.Full with { Incarnation = thread, Step = i }, payload);
            }
        }

        void Receive()
        {
            var next = new long[Threads];
            for (var i = 0; i < Threads * Each; i++)
            {
                var header = links.Far.Receive();
                Assert.Equal(next[header.Incarnation]++, header.Step);
                var payload = new float[1000 * header.Incarnation];
                links.Far.Read(payload);
                links.Far.EndFrame();
                Assert.False(payload.AsSpan().ContainsAnyExcept(header.Incarnation));
                free.Release();
            }
        }
    }

    [Fact]
    public void Sides_that_both_send_before_they_receive_do_not_deadlock()
    {
        const int Frames = 20;
        using var links = Links();
        Deadline.Run(() => SendThenReceive(links.Near), () => SendThenReceive(links.Far));

        static void SendThenReceive(TensorLink link)
        {
            var payload = new float[1_000_000];
            for (var i = 0; i < Frames; i++)
                link.Send(TestFrames.Full with { Step = i }, payload);
            for (var i = 0; i < Frames; i++)
            {
                Assert.Equal(i, link.Receive().Step);
                link.Read(payload);
                link.EndFrame();
            }
        }
    }
}
