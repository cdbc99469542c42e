using ActorNet.Learning.Networks;
using ActorNet.Learning.Reference;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Tests.Networks;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

/// <summary>Backpropagation against central differences of the cost, for everything that can be trained.</summary>
public class GradientCheckTests
{
    private const int SampleCount = 3;

    public static TheoryData<Activation, Activation, Cost> TrainableCombinations => Combinations.All();

    [Theory]
    [MemberData(nameof(TrainableCombinations))]
    public void The_gradient_is_the_slope_of_the_cost(Activation hidden, Activation output, Cost cost)
    {
        var network = NetworkSpec.Parse("4-6-5-3") with { HiddenActivation = hidden, OutputActivation = output, Cost = cost };
        var features = TestData.Normals(4 * SampleCount, 1, 0.7f);
        var samples = cost == Cost.Quadratic
            ? SampleSet.FromValues(features, 4, TestData.Normals(3 * SampleCount, 2, 0.5f), 3)
            : SampleSet.FromClasses(features, 4, [0, 1, 2], 3);
        var parameters = CheckableParameters(network, samples);
        foreach (var l2 in new[] { 0.0, 0.1 })
        {
            var report = GradientCheck.Run(network, parameters, samples, SampleCount, l2);
            Assert.Equal(
                ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "layers.2.weight", "layers.2.bias"],
                report.Blocks.Select(block => block.Name));
            Assert.All(report.Blocks, block => Assert.True(block.LargestGradient > 0.01, $"{block} with L2 {l2} proves nothing"));
            Assert.All(report.Blocks, block => Assert.True(block.LargestRelativeError < 1e-6, $"{block} with L2 {l2}"));
            Assert.Equal(report.Blocks.Max(block => block.LargestRelativeError), report.LargestRelativeError);
        }
    }

    [Fact]
    public void Regularization_affects_weights_and_not_biases()
    {
        var network = NetworkSpec.Parse("4-3");
        var samples = TestData.Classes(SampleCount, 4, 3);
        var parameters = TestData.Normals(network.ParameterCount, 1);
        var plain = GradientCheck.Run(network, parameters, samples, SampleCount);
        var regularized = GradientCheck.Run(network, parameters, samples, SampleCount, l2: 10);
        Assert.NotEqual(plain.Blocks[0].LargestGradient, regularized.Blocks[0].LargestGradient, 1.0);
        Assert.Equal(plain.Blocks[1], regularized.Blocks[1]);
    }

    /// <summary>δ = a - y is the slope of -Σ y ln a only if the targets sum to 1: with others the check must fail.</summary>
    [Fact]
    public void A_wrong_gradient_is_detected()
    {
        var network = NetworkSpec.Parse("4-5-3") with { HiddenActivation = Activation.Tanh };
        var samples = SampleSet.FromValues(TestData.Normals(4 * SampleCount, 1), 4, Enumerable.Repeat(1f, 3 * SampleCount).ToArray(), 3);
        var report = GradientCheck.Run(network, TestData.Normals(network.ParameterCount, 2), samples, SampleCount);
        Assert.All(report.Blocks, block => Assert.True(block.LargestRelativeError > 0.1, block.ToString()));
    }

    /// <summary>At the kink of ReLU the slope is -1 on the right and 0 on the left; central differences give one half.</summary>
    [Fact]
    public void A_kink_is_detected()
    {
        var network = NetworkSpec.Parse("1-1") with { OutputActivation = Activation.Relu, Cost = Cost.Quadratic };
        var report = GradientCheck.Run(network, [0f, 0f], SampleSet.FromValues([1f], 1, [1f], 1), 1);
        Assert.Equal(1, report.LargestRelativeError);
    }

    [Fact]
    public void A_network_that_cannot_be_trained_is_rejected()
    {
        var network = NetworkSpec.Parse("4-5-3") with { HiddenActivation = Activation.Heaviside };
        Assert.Throws<InvalidInputException>(
            () => GradientCheck.Run(network, new float[network.ParameterCount], TestData.Classes(3, 4, 3), 3));
    }

    /// <summary>
    /// The first random parameters at which differences are a fair measure. Every z is at least 0.01 away from 0, where ReLU bends and a
    /// difference across the bend is no slope: the check's step moves a z by less than 0.0001. And every block has a gradient of at least
    /// 0.02: rounding a cost near 1 makes an error of 1e-11 in a difference, which a thousandth of that gradient exceeds a million times.
    /// </summary>
    private static float[] CheckableParameters(NetworkSpec network, SampleSet samples)
    {
        var reference = new ReferenceNetwork<float, SingleElementary>(network);
        for (uint stream = 10; ; stream++)
        {
            var parameters = TestData.Normals(network.ParameterCount, stream);
            var isAwayFromKinks = Enumerable.Range(0, SampleCount).All(index =>
            {
                var x = new float[samples.FeatureCount];
                samples.CopyFeatures(index, x);
                return reference.Forward(parameters, x).Z.All(layer => layer.All(z => Math.Abs(z) > 0.01f));
            });
            var blocks = GradientCheck.Run(network, parameters, samples, SampleCount).Blocks;
            if (isAwayFromKinks && blocks.All(block => block.LargestGradient > 0.02))
                return parameters;
        }
    }
}
