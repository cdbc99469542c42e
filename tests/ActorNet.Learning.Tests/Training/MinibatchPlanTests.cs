using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using CsCheck;

namespace ActorNet.Learning.Tests.Training;

public class MinibatchPlanTests
{
    private static readonly TrainingSpec Spec = new(NetworkSpec.Parse("2-2"));

    [Fact]
    public void Every_epoch_has_every_sample_once_and_the_last_minibatch_has_the_rest() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 320], Gen.Int[1, 20], Gen.ULong).Sample((samples, batch, micro, seed) =>
        {
            var spec = Spec with { BatchSize = batch, MicroBatchSize = micro, Seed = seed, Epochs = 3 };
            var plan = new MinibatchPlan(spec, samples);
            Assert.Equal(3L * plan.StepsPerEpoch, plan.TotalSteps);
            for (var epoch = 1; epoch <= 3; epoch++)
            {
                var seen = new List<int>();
                for (var place = 0; place < plan.StepsPerEpoch; place++)
                {
                    var step = (epoch - 1L) * plan.StepsPerEpoch + place;
                    Assert.Equal((epoch, place), (plan.EpochOf(step), plan.StepInEpoch(step)));
                    var expected = Math.Min(Math.Min(batch, samples), samples - seen.Count);
                    Assert.Equal(expected, plan.SamplesIn(step));
                    Assert.Equal((expected + micro - 1) / micro, plan.SlicesIn(step));
                    Assert.InRange(plan.SlicesIn(step), 1, plan.MaxSliceCount);
                    Assert.Equal(
                        expected, SlicePartitions.Split(plan.SlicesIn(step), 3, (uint)step).Sum(range => plan.SamplesIn(step, range)));
                    seen.AddRange(plan.Minibatch(step));
                }

                Assert.Equal(Enumerable.Range(0, samples), seen.Order());
            }
        }, iter: 100, threads: 1);

    [Theory]
    [InlineData(1_000, 10, "0 100 200")] // a short epoch: at its end alone
    [InlineData(60_000, 128, "0 469 938")]
    [InlineData(140_000, 200, "0 350 700 1050 1400")]
    [InlineData(200_000, 2_000, "0 34 68 100 134 168 200")] // the last interval of an epoch is shorter
    public void Weights_are_hashed_at_ends_of_epochs_and_at_equal_intervals_within(int samples, int batch, string expected)
    {
        var plan = new MinibatchPlan(Spec with { BatchSize = batch, Epochs = 2 }, samples);
        var longer = new MinibatchPlan(Spec with { BatchSize = batch, Epochs = 200 }, samples);

        var due = Enumerable.Range(0, (int)plan.TotalSteps + 1).Where(step => plan.IsHashDue(step)).ToList();
        Assert.Equal(expected, string.Join(' ', due));
        Assert.Equal(due, Enumerable.Range(0, (int)plan.TotalSteps + 1).Where(step => longer.IsHashDue(step)));
    }

    /// <summary>Computed by another program from docs/law.md: SplitMix64, xoshiro256**, Lemire's bound and Fisher-Yates.</summary>
    [Fact]
    public void The_order_of_seed_1_is_pinned()
    {
        var plan = new MinibatchPlan(Spec with { BatchSize = 60_000 }, 60_000);
        Assert.Equal([36573, 15721, 30283, 10345, 58558, 2652, 43077, 3006, 20531, 25255], plan.Minibatch(0)[..10].ToArray());
        Assert.Equal([39915, 6504, 11388], plan.Minibatch(0)[^3..].ToArray());
        Assert.Equal([29454, 42252, 29271, 25345, 52126, 42068, 14965, 5227, 58959, 21306], plan.Minibatch(1)[..10].ToArray());
        Assert.Equal([4, 9, 8, 2, 3, 7, 6, 5, 0, 1], new MinibatchPlan(Spec, 10).Minibatch(0).ToArray());
        Assert.Equal([0, 9, 8, 4, 6, 5, 7, 1, 2, 3], new MinibatchPlan(Spec with { Seed = 2 }, 10).Minibatch(0).ToArray());
    }

    [Fact]
    public void A_minibatch_does_not_depend_on_earlier_calls()
    {
        var spec = Spec with { BatchSize = 7, Epochs = 4 };
        var forward = new MinibatchPlan(spec, 50);
        var inOrder = Enumerable.Range(0, (int)forward.TotalSteps).Select(step => forward.Minibatch(step).ToArray()).ToArray();
        var anyOrder = new MinibatchPlan(spec, 50);
        for (var i = 0; i < inOrder.Length; i++)
        {
            var step = i * 13 % inOrder.Length;
            Assert.Equal(inOrder[step], anyOrder.Minibatch(step).ToArray());
        }
    }

    [Fact]
    public void The_order_depends_only_on_seed_and_epoch()
    {
        var whole = Spec with { BatchSize = 100, Epochs = 2 };
        var first = new MinibatchPlan(whole, 100).Minibatch(0).ToArray();
        Assert.NotEqual(first, new MinibatchPlan(whole, 100).Minibatch(1).ToArray());
        Assert.NotEqual(first, new MinibatchPlan(whole with { Seed = 2 }, 100).Minibatch(0).ToArray());

        var inTens = new MinibatchPlan(whole with { BatchSize = 10, MicroBatchSize = 3, Epochs = 9, L2 = 0.1f }, 100);
        Assert.Equal(first, Enumerable.Range(0, 10).SelectMany(step => inTens.Minibatch(step).ToArray()));
    }

    [Fact]
    public void Validation_and_excluded_samples_are_never_drawn()
    {
        var plan = new MinibatchPlan(Spec with { ValidationSamples = 20, BatchSize = 200 }, 100);
        Assert.Equal(80, plan.SampleCount);
        Assert.Equal(Enumerable.Range(0, 80), plan.Minibatch(0).ToArray().Order());

        plan = new MinibatchPlan(Spec with { ValidationSamples = 20, TrainSamples = 30, BatchSize = 200 }, 100);
        Assert.Equal((30, 30, 1), (plan.SampleCount, plan.BatchSize, plan.StepsPerEpoch));
        Assert.Equal(Enumerable.Range(0, 30), plan.Minibatch(0).ToArray().Order());
    }
}
