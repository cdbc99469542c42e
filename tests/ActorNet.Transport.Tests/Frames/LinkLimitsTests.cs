using ActorNet.Testing;
using ActorNet.Transport.Frames;

namespace ActorNet.Transport.Tests.Frames;

public class LinkLimitsTests
{
    [Fact]
    public void Only_goodbye_is_accepted_by_default()
    {
        var limits = new LinkLimits();
        foreach (var kind in Enum.GetValues<FrameKind>())
        {
            var problem = limits.Check(new FrameHeader { Kind = kind });
            if (kind == FrameKind.Goodbye)
                Assert.Null(problem);
            else
                Assert.Equal($"{kind}, which is not accepted now", problem);
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(long.MinValue, false)]
    public void Payload_length_of_an_allowed_kind_is_limited(long payloadBytes, bool isAccepted)
    {
        var problem = new LinkLimits().Allow(FrameKind.Status, 8).Check(
            new FrameHeader { Kind = FrameKind.Status, PayloadBytes = payloadBytes });
        Assert.Equal(isAccepted ? null : $"Status with {payloadBytes} bytes of payload, where at most 8 are accepted", problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(29)]
    [InlineData(65535)]
    public void Unknown_kind_is_rejected(int kind) =>
        Assert.Equal(
            $"a frame of kind {kind}, which does not exist", LinkPair.AllowAll().Check(new FrameHeader { Kind = (FrameKind)kind }));

    [Fact]
    public void Copy_is_independent()
    {
        var limits = new LinkLimits().Allow(FrameKind.Status, 8);
        var copy = new LinkLimits(limits).Forbid(FrameKind.Status);
        Assert.Null(limits.Check(new FrameHeader { Kind = FrameKind.Status }));
        Assert.NotNull(copy.Check(new FrameHeader { Kind = FrameKind.Status }));
    }
}
