using ActorNet.Cli.Arguments;
using ActorNet.Cli.Bench;
using ActorNet.Cli.Train;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Tests.Bench;

public class BenchNetworksTests
{
    [Fact]
    public void Standard_networks_go_from_small_steps_to_large_ones()
    {
        var specs = BenchNetworks.Of(new SpecRequest());
        Assert.Equal(
            [("784-30-10", 10, 1), ("784-128-64-10", 128, 16), ("784-1024-1024-10", 512, 16), ("784-256-10", 128, 16)],
            specs.Select(spec => (spec.Network.Widths.ToString(), spec.BatchSize, spec.EffectiveMicroBatchSize)));
    }

    [Fact]
    public void Any_option_of_the_network_means_one_network()
    {
        var spec = Assert.Single(BenchNetworks.Of(new SpecRequest().With(HyperParameters.BatchSize.To(64))));
        Assert.Equal(("784-256-10", 64), (spec.Network.Widths.ToString(), spec.BatchSize));
    }

    [Fact]
    public void Fewer_samples_do_not_mean_another_network() => Assert.Equal(
        [500, 500, 500, 500],
        BenchNetworks.Of(new SpecRequest().With(HyperParameters.TrainSamples.To(500))).Select(spec => spec.TrainSamples));

    /// <summary>Six operations for each weight, four for each of the first layer's.</summary>
    [Theory]
    [InlineData("3-2", 24)]
    [InlineData("784-30-10", 4 * 784 * 30 + 6 * 30 * 10)]
    [InlineData("784-1024-1024-10", 4 * 784 * 1024 + 6 * 1024 * 1024 + 6 * 1024 * 10)]
    public void Flop_per_sample_leave_out_the_gradient_of_the_features(string widths, double flop) =>
        Assert.Equal(flop, BenchNetworks.FlopPerSample(NetworkSpec.Parse(widths)));
}
