using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Scheduling;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Tests.Scheduling;

/// <summary>How long workers take to add the gradient, from the time at which all shares are computed.</summary>
public sealed class ExchangeRoundTests
{
    private static readonly ExchangePlan Plan = new(
        ParameterLayout.Of(NetworkSpec.Parse("7-5-3")), 5, [new(10, new SliceRange(0, 2)), new(11, new SliceRange(2, 3))]);

    private readonly ExchangeRound _round = new();

    [Fact]
    public void Adding_takes_from_the_last_share_to_the_last_shard()
    {
        Begin(1);
        _round.RecordShare(10, Seconds(1));
        Assert.Null(_round.Adding(Seconds(1)));
        _round.RecordShare(11, Seconds(2));
        Assert.Equal((Seconds(3), null), _round.Adding(Seconds(5)));
        _round.RecordShard(10, Seconds(5));
        _round.RecordShard(11, Seconds(6));
        Assert.True(_round.IsComplete);
        Assert.Equal(Seconds(4), ExpectedInTheNext());
    }

    [Fact]
    public void Adding_that_ends_before_the_last_share_is_reported_is_not_counted_as_taking_no_time()
    {
        Begin(1);
        _round.RecordShard(10, Seconds(1));
        _round.RecordShard(11, Seconds(1));
        _round.RecordShare(10, Seconds(2));
        _round.RecordShare(11, Seconds(2));
        Assert.True(_round.IsComplete);
        Assert.Null(ExpectedInTheNext());
    }

    [Fact]
    public void Exchange_that_is_abandoned_while_it_adds_gives_the_next_one_more_time()
    {
        Begin(1);
        _round.RecordShare(10, Seconds(1));
        _round.RecordShare(11, Seconds(1));
        _round.RecordLate(Seconds(9));
        Assert.Equal(Seconds(8), ExpectedInTheNext());
    }

    [Fact]
    public void Link_is_at_fault_if_the_peer_has_sent_what_is_missing_in_a_late_exchange()
    {
        Begin(3);
        _round.RecordShare(10, Seconds(1));
        Assert.False(_round.IsLinkAtFault(11, 10, number: 3), "The exchange is not late.");
        _round.RecordLate(Seconds(9));
        _round.End();
        Assert.False(_round.IsLinkAtFault(11, 10, number: 2), "That was another exchange.");
        Assert.False(_round.IsLinkAtFault(10, 11, number: 3), "The peer has not computed its share: it is late itself.");
        Assert.True(_round.IsLinkAtFault(11, 10, number: 3));
    }

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private void Begin(long number) => _round.Begin(new ExchangeAttempt(number, Plan, new PartialGradient(Plan.ParameterCount)));

    private TimeSpan? ExpectedInTheNext()
    {
        _round.End();
        Begin(2);
        _round.RecordShare(10, Seconds(0));
        _round.RecordShare(11, Seconds(0));
        return _round.Adding(Seconds(0))!.Value.Expected;
    }
}
