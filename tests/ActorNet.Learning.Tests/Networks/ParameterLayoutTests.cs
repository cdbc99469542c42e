using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Tests.Networks;

public class ParameterLayoutTests
{
    [Fact]
    public void Layers_follow_each_other_weights_before_biases()
    {
        var layout = ParameterLayout.Of(NetworkSpec.Parse("3-4-2"));
        Assert.Equal([new LayerBlock(3, 4, 0), new LayerBlock(4, 2, 16)], layout.Layers.ToArray());
        Assert.Equal((12, 12, 16), (layout.Layers[0].WeightCount, layout.Layers[0].BiasOffset, layout.Layers[0].ParameterCount));
        Assert.Equal((8, 24, 10), (layout.Layers[1].WeightCount, layout.Layers[1].BiasOffset, layout.Layers[1].ParameterCount));
        Assert.Equal(26, layout.ParameterCount);
    }

    [Theory]
    [InlineData("1-1")]
    [InlineData("784-128-10")]
    [InlineData("2-1-5-3-7")]
    public void The_layers_tile_the_vector(string widths)
    {
        var network = NetworkSpec.Parse(widths);
        var layout = ParameterLayout.Of(network);
        var end = 0;
        foreach (var block in layout.Layers)
        {
            Assert.Equal(end, block.WeightOffset);
            Assert.Equal(block.WeightOffset + block.WeightCount, block.BiasOffset);
            end = block.BiasOffset + block.Outputs;
        }

        Assert.Equal(end, layout.ParameterCount);
        Assert.Equal(network.Widths.ParameterCount, layout.ParameterCount);
    }

    [Fact]
    public void Every_parameter_belongs_to_the_layer_around_it()
    {
        var layout = ParameterLayout.Of(NetworkSpec.Parse("3-4-1-2"));
        Assert.Equal(
            Enumerable.Repeat(0, 16).Concat(Enumerable.Repeat(1, 5)).Concat(Enumerable.Repeat(2, 4)),
            Enumerable.Range(0, layout.ParameterCount).Select(layout.LayerOf));
    }

    [Fact]
    public void A_network_too_large_for_one_array_overflows() =>
        Assert.Throws<OverflowException>(() => ParameterLayout.Of(NetworkSpec.Parse("1000000-1000000")));
}
