using ActorNet.Learning.Gradients;
using ActorNet.Tracing.Analysis;

namespace ActorNet.Tracing.Tests.Analysis;

public class TraceDiffTests
{
    private static readonly Trace Whole = Samples.TraceOf([.. Samples.Step(0), .. Samples.Step(1, at: 20), .. Samples.Step(2, at: 40)]);

    [Fact]
    public void Other_times_and_another_order_are_no_difference()
    {
        var other = Samples.TraceOf(
        [
            .. Samples.Step(0, at: 7), Samples.Member("RegisterWorker", "c", 8, isToWorker: false), .. Samples.Step(1, at: 900).Reverse(),
            .. Samples.Step(2, at: 1000),
        ]);
        var diff = TraceDiff.Between(Whole, other);
        Assert.True(diff.IsEqual);
        Assert.Equal((3, 6L, null, null), (diff.CommonRounds, diff.EqualHashes, diff.First, diff.FirstOtherShare));
    }

    [Fact]
    public void First_other_hash_is_named_with_step_slices_and_workers()
    {
        var other = Samples.TraceOf([.. Samples.Step(0), .. Samples.Step(1, hash: 8), .. Samples.Step(2, hash: 9)]);
        var diff = TraceDiff.Between(Whole, other);
        Assert.False(diff.IsEqual);
        Assert.Equal((1L, new SliceRange(0, 4), "a", "a"), (diff.First!.Step, diff.First.Slices, diff.First.A!.Worker, diff.First.B!.Worker));
        Assert.Equal((7UL, 8UL), (diff.First.A.Hash, diff.First.B.Hash));
        Assert.Equal(2, diff.EqualHashes);
    }

    [Fact]
    public void Other_shares_with_the_same_results_are_named_but_equal()
    {
        TracedMessage[] one =
        [
            Samples.Request("a", 0, 0, 4, 0) with { Hash = 5 }, Samples.Request("b", 0, 4, 4, 0), Samples.Answer("a", 0, 0, 4, 1),
            Samples.Answer("b", 0, 4, 4, 1),
        ];
        TracedMessage[] other =
        [
            Samples.Request("a", 0, 0, 6, 0) with { Hash = 5 }, Samples.Request("b", 0, 6, 2, 0), Samples.Answer("a", 0, 0, 6, 1),
            Samples.Answer("b", 0, 6, 2, 1),
        ];
        var diff = TraceDiff.Between(Samples.TraceOf(one), Samples.TraceOf(other));
        Assert.True(diff.IsEqual);
        Assert.Equal(1, diff.EqualHashes);
        var share = diff.FirstOtherShare!;
        Assert.Equal((new SliceRange(0, 4), "a", null), (share.Slices, share.A!.Worker, share.B));

        other[0] = other[0] with { Hash = 6 };
        Assert.Equal((5UL, 6UL), DifferenceOf(one, other, diff => (diff.A!.Hash!.Value, diff.B!.Hash!.Value)));
    }

    [Fact]
    public void Another_worker_for_the_same_slices_is_named_but_equal()
    {
        TracedMessage[] one = [Samples.Request("a", 0, 0, 8, 0), Samples.Answer("a", 0, 0, 8, 1, hash: 3)];
        TracedMessage[] other = [Samples.Request("b", 0, 0, 8, 0), Samples.Answer("b", 0, 0, 8, 1, hash: 3)];
        var diff = TraceDiff.Between(Samples.TraceOf(one), Samples.TraceOf(other));
        Assert.True(diff.IsEqual);
        Assert.Equal(("a", "b"), (diff.FirstOtherShare!.A!.Worker, diff.FirstOtherShare.B!.Worker));
    }

    [Fact]
    public void Slices_without_a_result_are_a_difference()
    {
        TracedMessage[] one = [Samples.Request("a", 0, 0, 8, 0), Samples.Answer("a", 0, 0, 8, 1)];
        TracedMessage[] other = [Samples.Request("a", 0, 0, 8, 0), Samples.Answer("a", 0, 0, 5, 1)];
        Assert.Equal((new SliceRange(5, 1), true), DifferenceOf(one, other, diff => (diff.Slices, diff.B is null)));
    }

    [Fact]
    public void Other_options_are_named()
    {
        var header = Samples.Header with { Options = [KeyValuePair.Create("--batch", "64"), KeyValuePair.Create("--seed", "1")] };
        var diff = TraceDiff.Between(Whole, Whole with { Header = header });
        Assert.Equal([new OptionDifference("--batch", "128", "64")], diff.Options);
        Assert.False(diff.IsEqual);
    }

    [Fact]
    public void Traces_without_a_common_round_are_not_equal()
    {
        var diff = TraceDiff.Between(Samples.TraceOf(Samples.Step(0)), Samples.TraceOf([.. Samples.Step(1), .. Samples.Step(2)]));
        Assert.Equal((0, 1, 2, false), (diff.CommonRounds, diff.OnlyInA, diff.OnlyInB, diff.IsEqual));
    }

    [Fact]
    public void Trace_with_more_rounds_is_not_equal_although_the_common_ones_are()
    {
        var diff = TraceDiff.Between(Whole, Samples.TraceOf([.. Samples.Step(0), .. Samples.Step(1)]));
        Assert.Equal((2, 1, 0, null, false), (diff.CommonRounds, diff.OnlyInA, diff.OnlyInB, diff.First, diff.IsEqual));
    }

    [Fact]
    public void Of_a_repeated_round_the_last_incarnation_counts()
    {
        var repeated = Samples.TraceOf(
            [.. Samples.Step(0, hash: 99), .. Samples.Step(0).Select(message => message with { Incarnation = 2 })]);
        Assert.True(TraceDiff.Between(repeated, Samples.TraceOf(Samples.Step(0))).IsEqual);
    }

    private static T DifferenceOf<T>(TracedMessage[] one, TracedMessage[] other, Func<MessageDifference, T> select)
    {
        var diff = TraceDiff.Between(Samples.TraceOf(one), Samples.TraceOf(other));
        Assert.False(diff.IsEqual);
        return select(diff.First!);
    }
}
