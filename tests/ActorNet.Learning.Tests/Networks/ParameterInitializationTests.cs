using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Tests.Networks;

public class ParameterInitializationTests
{
    /// <summary>Moments of 60,000 weights deviate by less than 2 %: five standard errors.</summary>
    private const double Tolerance = 0.02;

    private static readonly NetworkSpec Wide = NetworkSpec.Parse("300-200-2");

    public static TheoryData<Initializer> Initializers => [.. Enum.GetValues<Initializer>()];

    [Theory]
    [InlineData(Initializer.Normal, 1.0)]
    [InlineData(Initializer.ScaledNormal, 0.05773502691896258)] // 1/√300
    [InlineData(Initializer.He, 0.08164965809277261)] // √(2/300)
    public void Normal_weights_have_the_moments_of_their_initializer(Initializer initializer, double deviation)
    {
        var weights = Weights(Wide with { Initializer = initializer }, 0);
        AssertMoments(weights, deviation, kurtosis: 3);
        Assert.InRange(weights.Max(Math.Abs) / deviation, 3.5, 6);
    }

    [Fact]
    public void Xavier_weights_are_uniform_between_their_bounds()
    {
        var bound = Math.Sqrt(6.0 / 500);
        var weights = Weights(Wide with { Initializer = Initializer.Xavier }, 0);
        AssertMoments(weights, bound / Math.Sqrt(3), kurtosis: 1.8);
        Assert.InRange(weights.Min(), -bound * 1.0001, -bound * 0.999);
        Assert.InRange(weights.Max(), bound * 0.999, bound * 1.0001);
    }

    [Theory]
    [InlineData(Initializer.Normal)]
    [InlineData(Initializer.ScaledNormal)]
    public void Normal_and_scaled_normal_draw_standard_normal_biases(Initializer initializer) =>
        AssertMoments(Biases(NetworkSpec.Parse("2-60000-1") with { Initializer = initializer }, 0), 1, kurtosis: 3);

    [Theory]
    [InlineData(Initializer.Xavier)]
    [InlineData(Initializer.He)]
    public void Xavier_and_He_biases_are_zero(Initializer initializer)
    {
        for (var layer = 0; layer < 2; layer++)
            Assert.All(Biases(Wide with { Initializer = initializer }, layer), bias => Assert.Equal(0f, bias));
    }

    [Theory]
    [MemberData(nameof(Initializers))]
    public void A_layer_depends_only_on_its_shape_and_index(Initializer initializer)
    {
        NetworkSpec Of(string widths) => NetworkSpec.Parse(widths) with { Initializer = initializer };
        Bits.AssertEqual(Layer(Of("20-30-10"), 0), Layer(Of("20-30-7-5-3"), 0), "first layer of different networks");
        Bits.AssertEqual(Layer(Of("20-30-10"), 1), Layer(Of("4-30-10-2"), 1), "second layer, another before it");
        Assert.NotEqual(Layer(Of("9-9-9"), 0), Layer(Of("9-9-9"), 1));
    }

    [Theory]
    [MemberData(nameof(Initializers))]
    public void Parameters_depend_on_the_seed_and_not_on_activations(Initializer initializer)
    {
        var network = NetworkSpec.Parse("5-4-3") with { Initializer = initializer };
        var parameters = ParameterInitialization.Create(network, 1);
        var other = network with { HiddenActivation = Activation.Tanh };
        Bits.AssertEqual(parameters, ParameterInitialization.Create(other, 1), "other activation");
        Assert.NotEqual(parameters, ParameterInitialization.Create(network, 2));
    }

    private static void AssertMoments(float[] values, double deviation, double kurtosis)
    {
        var scaled = values.Select(value => value / deviation).ToArray();
        Assert.Equal(0, scaled.Average(), Tolerance);
        Assert.Equal(1, Math.Sqrt(scaled.Average(value => value * value)), Tolerance);
        Assert.Equal(0, scaled.Average(value => value * value * value), 3 * Tolerance);
        Assert.Equal(kurtosis, scaled.Average(value => value * value * value * value), 5 * Tolerance);
    }

    private static float[] Weights(NetworkSpec network, int layer)
    {
        var block = ParameterLayout.Of(network).Layers[layer];
        return ParameterInitialization.Create(network, 1).AsSpan(block.WeightOffset, block.WeightCount).ToArray();
    }

    private static float[] Biases(NetworkSpec network, int layer)
    {
        var block = ParameterLayout.Of(network).Layers[layer];
        return ParameterInitialization.Create(network, 1).AsSpan(block.BiasOffset, block.Outputs).ToArray();
    }

    private static float[] Layer(NetworkSpec network, int layer) => [.. Weights(network, layer), .. Biases(network, layer)];
}
