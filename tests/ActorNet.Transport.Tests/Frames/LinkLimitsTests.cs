using ActorNet.Testing;
using ActorNet.Transport.Frames;

namespace ActorNet.Transport.Tests.Frames;

public class LinkLimitsTests
{
    [Fact]
    public void Nothing_but_goodbyes_and_credit_is_accepted_at_first()
    {
        var limits = new LinkLimits();
        foreach (var kind in Enum.GetValues<FrameKind>())
        {
            var wrong = limits.Check(new FrameHeader { Kind = kind });
            if (kind is FrameKind.Goodbye or FrameKind.Credit)
                Assert.Null(wrong);
            else
                Assert.Equal($"{kind}, which is not accepted now", wrong);
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(long.MinValue, false)]
    public void Payload_of_an_allowed_kind_may_be_so_long_and_no_longer(long payloadBytes, bool isAccepted)
    {
        var wrong = new LinkLimits().Allow(FrameKind.Status, 8).Check(new FrameHeader { Kind = FrameKind.Status, PayloadBytes = payloadBytes });
        Assert.Equal(isAccepted ? null : $"Status with {payloadBytes} bytes of payload, where at most 8 are accepted", wrong);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(22)]
    [InlineData(65535)]
    public void Kind_that_does_not_exist_is_not_accepted(int kind) =>
        Assert.Equal($"a frame of kind {kind}, which does not exist", LinkPair.AllowAll().Check(new FrameHeader { Kind = (FrameKind)kind }));

    [Fact]
    public void Copy_is_changed_apart()
    {
        var limits = new LinkLimits().Allow(FrameKind.Status, 8);
        var copy = new LinkLimits(limits).Forbid(FrameKind.Status);
        Assert.Null(limits.Check(new FrameHeader { Kind = FrameKind.Status }));
        Assert.NotNull(copy.Check(new FrameHeader { Kind = FrameKind.Status }));
    }
}
