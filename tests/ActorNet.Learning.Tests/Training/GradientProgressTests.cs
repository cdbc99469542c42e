using ActorNet.Learning.Gradients;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Tests.Threading;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

/// <summary>
/// A gradient whose parameters arrive, and whose ranges leave, while it is computed: no parameter is read before it was awaited, and every
/// range is complete once, with the bits of a gradient that is computed in one piece.
/// </summary>
public class GradientProgressTests
{
    /// <summary>Samples, batch and micro-batch: fewer and more samples than a block, in one tree node and in several.</summary>
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 10, 10, 1 }, { 50, 33, 4 }, { 2600, 2600, 16 }, { 2100, 2048, 16 }, { 1300, 1300, 300 }, { 40, 40, 40 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Ranges_are_complete_once_with_the_final_bits(int samples, int batch, int micro)
    {
        foreach (var widths in new[] { "9-21-8-3", "5-3", "3-300-260-2" })
        {
            var spec = new TrainingSpec(NetworkSpec.Parse(widths)) { BatchSize = batch, MicroBatchSize = micro };
            foreach (var members in new[] { 1, 3 })
                Deadline.Run(() => AssertProgress(spec, samples, members));
        }
    }

    [Fact]
    public void Last_layer_is_complete_before_the_first_and_no_layer_is_awaited_before_its_turn()
    {
        var spec = new TrainingSpec(NetworkSpec.Parse("9-21-8-3")) { BatchSize = 60 };
        var progress = new Progress(spec.Network);
        Compute(spec, samples: 60, new SliceRange(0, 2), ThreadTeam.CallerOnly, progress);
        Assert.Equal([0, 1, 2, 1, 0], progress.Events.Where(layer => layer >= 0).Aggregate(new List<int>(), Distinct));
        Assert.Equal([~2, ~1, ~0], progress.Events.Where(layer => layer < 0).Aggregate(new List<int>(), Distinct));
    }

    [Fact]
    public void Computer_stays_usable_after_a_pass_that_was_ended()
    {
        var spec = new TrainingSpec(NetworkSpec.Parse("9-21-8-3")) { BatchSize = 60 };
        Deadline.Run(() =>
        {
            using var team = new ThreadTeam(3);
            for (var last = 0; last < 30; last++)
            {
                var progress = new Progress(spec.Network) { LastWait = last };
                var slices = new SliceRange(0, 3);
                var computer = new GradientComputer(spec, TestData.Classes(60, 9, 3), Kernels.Best, team, teamFlop: 0);
                var result = new PartialGradient(spec.Network.ParameterCount);
                if (Record.Exception(() => computer.Compute(progress.Arrived, 0, slices, result, progress)) is { } error)
                    Assert.IsType<OperationCanceledException>(error);
                computer.Compute(progress.Parameters, 0, slices, result);
                Bits.AssertEqual(Compute(spec, 60, slices, ThreadTeam.CallerOnly, null).Sum(0), result.Sum(0), $"after {last} waits");
            }
        });
    }

    private static List<int> Distinct(List<int> layers, int layer)
    {
        if (layers.Count == 0 || layers[^1] != layer)
            layers.Add(layer);
        return layers;
    }

    private static void AssertProgress(TrainingSpec spec, int samples, int members)
    {
        using var team = new ThreadTeam(members);
        var sliceCount = new MinibatchPlan(spec, samples).SlicesIn(0);
        foreach (var slices in SlicePartitions.Split(sliceCount, parts: 3, stream: 1))
        {
            var what = $"{spec.Network.Widths}, batch {spec.BatchSize}, {slices}, {members} members";
            var expected = Compute(spec, samples, slices, team, null);
            var progress = new Progress(spec.Network);
            var actual = Compute(spec, samples, slices, team, progress);
            Assert.True(Array.TrueForAll(progress.Completed, count => count == 1), what);
            Bits.AssertEqual(expected.SliceLosses.ToArray(), actual.SliceLosses.ToArray(), what + ", losses");
            for (var node = 0; node < expected.NodeCount; node++)
                Bits.AssertEqual(expected.Sum(node), progress.Sums[node], what + $", node {node}");
        }
    }

    private static PartialGradient Compute(TrainingSpec spec, int samples, SliceRange slices, ThreadTeam team, Progress? progress)
    {
        var (inputs, outputs) = (spec.Network.InputWidth, spec.Network.OutputWidth);
        var computer = new GradientComputer(spec, TestData.Classes(samples, inputs, outputs), Kernels.Best, team, teamFlop: 0);
        var result = new PartialGradient(spec.Network.ParameterCount);
        if (progress is not null)
            progress.Result = result;
        computer.Compute(progress?.Arrived ?? new Progress(spec.Network).Parameters, 0, slices, result, progress);
        return result;
    }

    /// <summary>Parameters are not a number until they are awaited; ranges are copied when they are complete.</summary>
    private sealed class Progress : IGradientProgress
    {
        private readonly ParameterLayout _layout;
        private readonly Lock _gate = new();
        private int _waits;

        public Progress(NetworkSpec network)
        {
            _layout = ParameterLayout.Of(network);
            Parameters = TestData.Normals(network.ParameterCount, 3, 0.7f);
            Arrived = Enumerable.Repeat(float.NaN, Parameters.Length).ToArray();
            Completed = new int[Parameters.Length];
        }

        public float[] Parameters { get; }

        public float[] Arrived { get; }

        public PartialGradient? Result { get; set; }

        public int[] Completed { get; }

        public List<float[]> Sums { get; } = [];

        /// <summary>A layer that was awaited, or the complement of one of which a range was completed.</summary>
        public List<int> Events { get; } = [];

        /// <summary>The wait that ends the computation.</summary>
        public int LastWait { get; init; } = int.MaxValue;

        public void Await(ParameterRange parameters)
        {
            lock (_gate)
            {
                if (_waits++ == LastWait)
                    throw new OperationCanceledException();
                Events.Add(_layout.LayerOf(parameters.Start));
                Parameters.AsSpan(parameters.Start, parameters.Length).CopyTo(Arrived.AsSpan(parameters.Start));
            }
        }

        public void Complete(ParameterRange gradient)
        {
            lock (_gate)
            {
                Events.Add(~_layout.LayerOf(gradient.Start));
                for (var i = gradient.Start; i < gradient.End; i++)
                    Completed[i]++;
                for (var node = 0; node < Result?.NodeCount; node++)
                {
                    if (Sums.Count == node)
                        Sums.Add(new float[Parameters.Length]);
                    Result.Sum(node).AsSpan(gradient.Start, gradient.Length).CopyTo(Sums[node].AsSpan(gradient.Start));
                }
            }
        }
    }
}
