using System.Text;
using ActorNet.Actors.Transport;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Actors.Tests.Transport;

public class TensorLinkTests
{
    private static readonly FrameHeader Request = new()
    {
        Kind = FrameKind.ComputeGradient,
        Run = FrameHeader.RunNumber("a run"),
        Incarnation = 3,
        Round = RoundKind.Validation,
        Step = 1L << 40,
        Slices = new SliceRange(2, 5),
        Value = -7,
        ComputeTime = TimeSpan.FromTicks(12345),
    };

    [Fact]
    public void Frames_of_every_payload_arrive_as_they_were_sent()
    {
        using var links = new LinkPair();
        float[] parameters = [1, -0f, float.MaxValue, float.Epsilon];
        var gradient = new PartialGradient(3);
        gradient.Begin(new SliceRange(1, 3), 8);
        gradient.SliceLosses[1] = 0.25;
        gradient.Sum(1)[2] = 4;
        links.Near.Send(Request);
        links.Near.Send(Request, parameters);
        links.Near.Send(Request, gradient);
        links.Near.Send(Request, "Grüße"u8);
        links.Near.Send(Request, new ReadOnlyMemory<byte>([1, 2, 3]));

        Assert.Equal(Request, links.Far.Receive());
        links.Far.EndFrame();

        Assert.Equal(Request with { PayloadBytes = 16 }, links.Far.Receive());
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
    public void Goodbye_ends_the_other_sides_Receive_with_its_reason()
    {
        using var links = new LinkPair();
        links.Near.Close("The run is over.", LinkEnd.RunOver);
        var end = Assert.Throws<LinkClosedException>(() => links.Far.Receive());
        Assert.Equal(("The run is over.", true, LinkEnd.RunOver), (end.Message, end.IsGoodbye, end.Meaning));
        Assert.Equal("The run is over.", Assert.Throws<LinkClosedException>(() => links.Near.Receive()).Message);
    }
}
