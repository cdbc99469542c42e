using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Tests.Networks;

/// <summary>Vectorized passes over blocks of samples against the reference network, one sample at a time, bit for bit.</summary>
public class BackpropagationTests
{
    private const int MaxRows = 40;

    /// <summary>Samples in the block and in a slice; each block reuses the memory of a larger or smaller one.</summary>
    private static readonly (int Rows, int SliceSize)[] Blocks = [(37, 16), (1, 1), (5, 2), (MaxRows, 1), (19, 64), (6, 3)];

    public static TheoryData<Activation, Activation, Cost> TrainableCombinations => Combinations.All();

    [Theory]
    [MemberData(nameof(TrainableCombinations))]
    public void Outputs_losses_and_gradients_equal_the_reference(Activation hidden, Activation output, Cost cost)
    {
        foreach (var widths in new[] { "5-17-3-2", "3-8-16-7-5" })
            AssertEqualsReference(NetworkSpec.Parse(widths) with { HiddenActivation = hidden, OutputActivation = output, Cost = cost });
    }

    [Theory]
    [InlineData("1-1")]
    [InlineData("9-4")]
    public void A_single_layer_equals_the_reference(string widths)
    {
        foreach (var (output, cost) in Combinations.Outputs)
            AssertEqualsReference(NetworkSpec.Parse(widths) with { OutputActivation = output, Cost = cost });
    }

    [Fact]
    public void A_Heaviside_network_computes_outputs()
    {
        var network = NetworkSpec.Parse("5-17-3") with
        {
            HiddenActivation = Activation.Heaviside, OutputActivation = Activation.Heaviside, Cost = Cost.Quadratic,
        };
        var parameters = TestData.Normals(network.ParameterCount, 3);
        var samples = TestData.Values(MaxRows, 5, 3);
        var indices = Enumerable.Range(0, MaxRows).ToArray();
        foreach (var kernels in Kernels.AllWidths)
        {
            var block = new Backpropagation(network, MaxRows, kernels);
            block.Load(samples, indices);
            block.SetParameters(parameters, MaxRows);
            block.Forward();
            AssertOutputs(block, network, parameters, samples, indices, $"{kernels.Lanes} lanes");
        }
    }

    [Theory]
    [InlineData(Activation.Heaviside, Activation.Identity)]
    [InlineData(Activation.Sigmoid, Activation.Heaviside)]
    public void A_Heaviside_layer_has_no_gradient(Activation hidden, Activation output)
    {
        var network = NetworkSpec.Parse("5-4-3") with { HiddenActivation = hidden, OutputActivation = output, Cost = Cost.Quadratic };
        var parameters = TestData.Normals(network.ParameterCount, 3);
        var block = new Backpropagation(network, 1);
        block.Load(TestData.Values(1, 5, 3), [0]);
        block.SetParameters(parameters, 1);
        block.Forward();
        var error = Assert.Throws<InvalidOperationException>(() => block.Backward(1, new float[parameters.Length]));
        Assert.Contains("Heaviside has no gradient", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_are_checked_before_memory_is_touched()
    {
        var network = NetworkSpec.Parse("5-3");
        var samples = TestData.Classes(9, 5, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backpropagation(network, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backpropagation(network, KernelWorkspace.MaxSamples + 1));
        var block = new Backpropagation(network, 8);
        Assert.Throws<ArgumentOutOfRangeException>(() => block.Load(samples, [0, 1, 2, 3, 4, 5, 6, 7, 8]));
        block.Load(samples, [8]);
        block.SetParameters(new float[network.ParameterCount], 1);
        block.Forward();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => block.Backward(0, new float[network.ParameterCount]));
        Assert.ThrowsAny<ArgumentException>(() => block.SetParameters(new float[network.ParameterCount - 1], 1));
        Assert.ThrowsAny<ArgumentException>(
            () => block.Backward(1, new float[network.ParameterCount - 1]));
    }

    private static void AssertEqualsReference(NetworkSpec network)
    {
        var parameters = TestData.Normals(network.ParameterCount, 3, 0.7f);
        var samples = network.Cost == Cost.Quadratic
            ? TestData.Values(61, network.InputWidth, network.OutputWidth)
            : TestData.Classes(61, network.InputWidth, network.OutputWidth);
        var blocks = Array.ConvertAll(Kernels.AllWidths.ToArray(), kernels => new Backpropagation(network, MaxRows, kernels));
        foreach (var (rows, sliceSize) in Blocks)
        {
            var indices = Enumerable.Range(0, rows).Select(i => (i * 37 + rows) % samples.Count).ToArray();
            var gradient = Law.TreeSum(Law.SliceSums(network, parameters, samples, indices, sliceSize));
            for (var width = 0; width < blocks.Length; width++)
            {
                var isPacked = (rows + width) % 2 == 0;
                var what =
                    $"{network}, {rows} rows by {sliceSize}, {(isPacked ? "" : "not ")}packed, {Kernels.AllWidths[width].Lanes} lanes";
                blocks[width].Load(samples, indices);
                blocks[width].SetParameters(parameters, isPacked ? 1000 : 1);
                blocks[width].Forward();
                AssertOutputs(blocks[width], network, parameters, samples, indices, what);
                var actual = Enumerable.Repeat(float.NaN, parameters.Length).ToArray();
                blocks[width].Backward(sliceSize, actual);
                Bits.AssertEqual(gradient, actual, what + ", gradient");
            }
        }
    }

    private static void AssertOutputs(
        Backpropagation block, NetworkSpec network, float[] parameters, SampleSet samples, int[] indices, string what)
    {
        var losses = new double[indices.Length];
        block.Losses(losses);
        for (var row = 0; row < indices.Length; row++)
        {
            var (outputs, loss) = Law.Forward(network, parameters, samples, indices[row]);
            Bits.AssertEqual(outputs, block.Output(row), what + ", outputs");
            Bits.AssertEqual([loss], [losses[row]], what + ", loss");
        }
    }
}
