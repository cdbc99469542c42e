using ActorNet.Learning.Gradients;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

/// <summary>A minibatch's gradient and losses, for any partition of its slices, against the law one sample at a time.</summary>
public class GradientComputerTests
{
    private static readonly NetworkSpec Network = NetworkSpec.Parse("4-5-3") with { HiddenActivation = Activation.Tanh };

    /// <summary>Samples, batch and micro-batch. A block has as many slices, a power of two, as fit 1,024 samples.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 10, 1, 1 },        // one sample
        { 10, 10, 1 },
        { 50, 33, 4 },       // one block and a smaller last slice
        { 257, 257, 1 },     // one slice more than a power of two
        { 320, 300, 1 },
        { 1024, 1024, 4 },   // exactly one block
        { 1300, 1200, 16 },  // 75 slices in blocks of 64
        { 300, 290, 100 },   // three slices, the last one smaller
        { 1300, 1300, 600 }, // blocks of one slice
        { 90, 1000, 16 },    // a batch larger than the data
        { 90, 1000, 300 },   // a slice larger than the data
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Any_partition_of_the_slices_gives_the_gradient_and_losses_of_the_law(int samples, int batch, int micro)
    {
        using var pair = new ThreadTeam(2);
        using var trio = new ThreadTeam(3);
        var teams = new[] { ThreadTeam.CallerOnly, pair, trio };
        var spec = new TrainingSpec(Network) { BatchSize = batch, MicroBatchSize = micro };
        var data = TestData.Classes(samples, 4, 3);
        var plan = new MinibatchPlan(spec, samples);
        var parameters = TestData.Normals(Network.ParameterCount, 3);
        var computers = Kernels.AllWidths
            .SelectMany(kernels => teams.Select(team => new GradientComputer(spec, data, kernels, team, teamFlop: 0))).ToArray();

        // The first minibatch and the last, which may be smaller.
        foreach (var step in new[] { 0L, plan.StepsPerEpoch - 1 }.Distinct())
        {
            var minibatch = plan.Minibatch(step).ToArray();
            var gradient = Law.TreeSum(Law.SliceSums(Network, parameters, data, minibatch, micro));
            var losses = minibatch.Chunk(micro).Select(slice => SumOfLosses(parameters, data, slice)).ToArray();
            var sliceCount = plan.SlicesIn(step);
            for (uint split = 0; split < computers.Length; split++)
            {
                var ranges = SlicePartitions.Split(sliceCount, parts: (int)(1 + split % 8 * (split % 8)), stream: split);
                var (sum, actualLosses) = Compute(computers[split % computers.Length], parameters, step, sliceCount, ranges);
                Bits.AssertEqual(gradient, sum, $"step {step} as {string.Join(' ', ranges)}");
                Bits.AssertEqual(losses, actualLosses, $"losses of step {step} as {string.Join(' ', ranges)}");
            }
        }
    }

    [Fact]
    public void Every_single_slice_is_the_sum_over_its_samples()
    {
        var spec = new TrainingSpec(Network) { BatchSize = 23, MicroBatchSize = 5 };
        var data = TestData.Classes(40, 4, 3);
        var parameters = TestData.Normals(Network.ParameterCount, 3);
        var sums = Law.SliceSums(Network, parameters, data, new MinibatchPlan(spec, 40).Minibatch(0).ToArray(), 5);
        var part = new PartialGradient(parameters.Length);
        for (var slice = 0; slice < 5; slice++)
        {
            new GradientComputer(spec, data).Compute(parameters, 0, new SliceRange(slice, 1), part);
            Bits.AssertEqual(sums[slice], part.Sum(0), $"slice {slice}");
        }
    }

    [Fact]
    public void Steps_can_be_computed_in_any_order()
    {
        var spec = new TrainingSpec(Network) { BatchSize = 8, MicroBatchSize = 2, Epochs = 3 };
        var data = TestData.Classes(30, 4, 3);
        var parameters = TestData.Normals(Network.ParameterCount, 3);
        var computer = new GradientComputer(spec, data);
        foreach (var step in new long[] { 11, 0, 7, 3, 4, 0, 11 })
        {
            var plan = new MinibatchPlan(spec, 30);
            var expected = Law.TreeSum(Law.SliceSums(Network, parameters, data, plan.Minibatch(step).ToArray(), 2));
            var (sum, _) = Compute(computer, parameters, step, plan.SlicesIn(step), [new SliceRange(0, plan.SlicesIn(step))]);
            Bits.AssertEqual(expected, sum, $"step {step}");
        }
    }

    [Theory]
    [InlineData(1_260, 0)]
    [InlineData(1_260, 777)]
    [InlineData(250, 0)]
    [InlineData(251, 1)]
    [InlineData(3, 2)]
    public void A_distributed_evaluation_equals_the_local_one(int samples, int first)
    {
        using var team = new ThreadTeam(2);
        var data = TestData.Classes(samples, 4, 3);
        var parameters = TestData.Normals(Network.ParameterCount, 3);
        var expected = LocalTrainer.Evaluate(Network, parameters, data, first);
        foreach (var kernels in Kernels.AllWidths)
        {
            for (var workers = 1; workers <= 6; workers++)
            {
                var computers = Enumerable.Range(0, workers)
                    .Select(_ => new GradientComputer(new TrainingSpec(Network), data, kernels, team, teamFlop: 0)).ToArray();
                Assert.Equal(expected, ShardedTrainer.Evaluate(computers, parameters, data, first));
            }
        }
    }

    /// <summary>A separate part per range, added from the last to the first.</summary>
    private static (float[] Sum, double[] Losses) Compute(
        GradientComputer computer, float[] parameters, long step, int sliceCount, SliceRange[] ranges)
    {
        var losses = new double[sliceCount];
        var tree = new GradientTree();
        tree.Begin(sliceCount);
        foreach (var range in ranges.Reverse())
        {
            var part = new PartialGradient(parameters.Length);
            computer.Compute(parameters, step, range, part);
            part.SliceLosses.CopyTo(losses.AsSpan(range.First));
            tree.Add(part);
        }

        return (tree.Sum(0, parameters.Length).ToArray(), losses);
    }

    private static double SumOfLosses(float[] parameters, SampleSet data, int[] slice)
    {
        var sum = 0.0;
        foreach (var index in slice)
            sum += Law.Forward(Network, parameters, data, index).Loss;
        return sum;
    }
}
