using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Tests.Threading;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Tests.Networks;

/// <summary>A team computes the same bits as the reference network, which takes one sample at a time.</summary>
public class BackpropagationTeamTests
{
    private const int MaxRows = 300;

    /// <summary>Makes a team share even passes that are far too small for it.</summary>
    private const long ShareEveryPass = 0;

    /// <summary>
    /// One sample; fewer samples than members; one slice and many; more samples than a member takes at a time; smaller again.
    /// </summary>
    private static readonly (int Rows, int SliceSize)[] Blocks =
        [(1, 1), (2, 1), (3, 3), (5, 2), (37, 37), (40, 1), (MaxRows, 16), (64, 7), (9, 4)];

    public static TheoryData<Activation, Activation, Cost> TrainableCombinations => Combinations.All();

    [Theory]
    [MemberData(nameof(TrainableCombinations))]
    public void Outputs_losses_and_gradients_equal_the_reference(Activation hidden, Activation output, Cost cost)
    {
        // Layers with fewer rows than members have units, and with some units for each.
        var network = NetworkSpec.Parse("37-50-19-5") with { HiddenActivation = hidden, OutputActivation = output, Cost = cost };
        foreach (var members in new[] { 2, 3 })
            WithTeam(members, team => AssertEqualsReference(network, team));
    }

    [Fact]
    public void Any_slice_of_an_evaluation_equals_the_reference()
    {
        var network = NetworkSpec.Parse("37-50-19-5");
        var parameters = TestData.Normals(network.ParameterCount, 3, 0.7f);
        var samples = TestData.Classes(Evaluation.SliceSize + 3, 37, 5);
        WithTeam(3, team =>
        {
            var block = new Backpropagation(network, MaxRows, Kernels.Best, team, ShareEveryPass);
            foreach (var first in new[] { 0, 3, samples.Count - 1, samples.Count - 2, 40 })
            {
                block.SetParameters(parameters, samples.Count - first);
                var (expected, correct) = (0.0, 0);
                for (var i = first; i < Math.Min(samples.Count, first + Evaluation.SliceSize); i++)
                {
                    var (outputs, loss) = Law.Forward(network, parameters, samples, i);
                    expected += loss;
                    correct += Evaluation.ArgMax(outputs) == samples.LabelOf(i) ? 1 : 0;
                }

                Assert.Equal(correct, block.Evaluate(samples, first, out var actual));
                Bits.AssertEqual([expected], [actual], $"loss from {first}");
            }
        });
    }

    [Fact]
    public void Team_and_block_stay_usable_after_a_failed_pass() => WithTeam(3, team =>
    {
        var network = NetworkSpec.Parse("5-4-3") with { HiddenActivation = Activation.Heaviside };
        var parameters = TestData.Normals(network.ParameterCount, 3);
        var samples = TestData.Classes(40, 5, 3);
        var block = new Backpropagation(network, 40, Kernels.Best, team, ShareEveryPass);
        var indices = Enumerable.Range(0, 40).ToArray();
        block.SetParameters(parameters, 40);
        for (var i = 0; i < 20; i++)
            Assert.Throws<InvalidOperationException>(
                () => block.ComputeGradient(samples, indices, 8, new double[40], new float[parameters.Length]));
        block.Load(samples, indices);
        block.Forward();
        Bits.AssertEqual(Law.Forward(network, parameters, samples, 39).Outputs, block.Output(39), "outputs afterwards");
    });

    [Fact]
    public void Only_large_passes_use_the_team()
    {
        var team = new ThreadTeam(2);
        team.Dispose();
        var network = NetworkSpec.Parse("90-200-7");
        var samples = TestData.Classes(512, 90, 7);
        var indices = Enumerable.Range(0, 512).ToArray();
        var (losses, gradient) = (new double[512], new float[network.ParameterCount]);
        var block = new Backpropagation(network, 512, team);
        block.SetParameters(TestData.Normals(network.ParameterCount, 3), 512);
        block.ComputeGradient(samples, indices.AsSpan(0, 8), 8, losses, gradient);
        Assert.Throws<ObjectDisposedException>(() => block.ComputeGradient(samples, indices, 16, losses, gradient));
    }

    private static void AssertEqualsReference(NetworkSpec network, ThreadTeam team)
    {
        var parameters = TestData.Normals(network.ParameterCount, 3, 0.7f);
        var samples = network.Cost == Cost.Quadratic
            ? TestData.Values(61, network.InputWidth, network.OutputWidth)
            : TestData.Classes(61, network.InputWidth, network.OutputWidth);
        var blocks = Array.ConvertAll(
            Kernels.AllWidths.ToArray(), kernels => new Backpropagation(network, MaxRows, kernels, team, ShareEveryPass));
        for (var i = 0; i < Blocks.Length; i++)
        {
            var (rows, sliceSize) = Blocks[i];
            var indices = Enumerable.Range(0, rows).Select(sample => (sample * 37 + rows) % samples.Count).ToArray();
            var expected = Law.TreeSum(Law.SliceSums(network, parameters, samples, indices, sliceSize));
            var expectedLosses = indices.Select(index => Law.Forward(network, parameters, samples, index).Loss).ToArray();
            var block = blocks[i % blocks.Length];
            foreach (var packedFor in new[] { 1, 1000 })
            {
                var what = $"{network}, {team.Members} members, {rows} rows by {sliceSize}, packed for {packedFor}";
                var (losses, gradient) = (new double[rows], Enumerable.Repeat(float.NaN, parameters.Length).ToArray());
                block.SetParameters(parameters, packedFor);
                block.ComputeGradient(samples, indices, sliceSize, losses, gradient);
                Bits.AssertEqual(expected, gradient, what + ", gradient");
                Bits.AssertEqual(expectedLosses, losses, what + ", losses");
                Bits.AssertEqual(
                    Law.Forward(network, parameters, samples, indices[^1]).Outputs, block.Output(rows - 1), what + ", outputs");
            }
        }
    }

    private static void WithTeam(int members, Action<ThreadTeam> test) => Deadline.Run(() =>
    {
        using var team = new ThreadTeam(members);
        test(team);
    });
}
