using ActorNet.Cli.Bench.Scaling;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Tests.Bench.Scaling;

/// <summary>784-1024-1024-10, 106 microseconds a sample, 50 from machine to machine, unless a test says otherwise.</summary>
public class StepModelTests
{
    /// <summary>A vector takes 1 s, a batch 8 s and a message 0.25 s.</summary>
    private static readonly StepModel Plain = new(8, 1e9 / 8, new LinkRate(1e9), new LinkDelay(0.25)) { FirstLayerShare = 0.25 };

    private static readonly NetworkSpec Large =
        TrainingPresets.Default.Spec.Network with { Widths = new LayerWidths(784, 1024, 1024, 10) };

    [Theory]
    [InlineData(2, 4 + 4 + 0.5, 4 + 2 + 0.5, 4 + 0.5 + 0.5)]
    [InlineData(4, 2 + 8 + 0.5, 2 + 2 + 1, 2 + 0.5 + 1)]
    [InlineData(5, 1.6 + 10 + 0.5, 1.6 + 2 + 1.5, 1.6 + 0.5 + 1.5)]
    [InlineData(8, 1 + 16 + 0.5, 1 + 2 + 1.5, 1.5 + 0.5 + 1.5)]
    public void Computing_and_links_alone(int workers, double star, double sharded, double overlapped)
    {
        Assert.Equal(8, Plain.AloneSeconds);
        Assert.Equal(star, Plain.SecondsOf(WireTopology.Star, workers), 1e-9);
        Assert.Equal(sharded, Plain.SecondsOf(WireTopology.Sharded, workers), 1e-9);
        Assert.Equal(overlapped, Plain.SecondsOf(WireTopology.Overlapped, workers), 1e-9);
    }

    [Fact]
    public void Nodes_hash_four_vectors_add_one_for_each_link_and_update_one()
    {
        var costly = Plain with { Costs = new NodeCosts(100, 1e9 / 8 / 10, 1e9 / 8 / 1000, 1e9 / 8 / 2e6) };
        Assert.Equal(8 + 2e6, costly.AloneSeconds, 1e-6);
        Assert.Equal(10.5 + 100 + 40 + 4_000 + 2e6, costly.SecondsOf(WireTopology.Star, 4), 1e-6);
        Assert.Equal(5 + 100 + 40 + 1_000 + 2e6, costly.SecondsOf(WireTopology.Sharded, 4), 1e-6);
        Assert.Equal(3.5 + 100 + 40 + 1_000 + 2e6, costly.SecondsOf(WireTopology.Overlapped, 4), 1e-6);
    }

    [Fact]
    public void First_layer_has_its_weights_and_biases()
    {
        Assert.Equal(785 * 1024 / 1_863_690.0, StepModel.FirstLayerShareOf(Large), 1e-12);
        Assert.Equal(1, StepModel.FirstLayerShareOf(Large with { Widths = new LayerWidths(4, 3) }));
    }

    /// <summary>Against figures that were worked out by hand to two digits: half a unit of the last one, and 8 % for other node costs.</summary>
    [Theory]
    [InlineData(512, 1, WireTopology.Star, 2, 0.20, 0.005)]
    [InlineData(512, 1, WireTopology.Star, 4, 0.11, 0.005)]
    [InlineData(512, 1, WireTopology.Star, 8, 0.05, 0.005)]
    [InlineData(512, 1, WireTopology.Star, 16, 0.03, 0.005)]
    [InlineData(512, 10, WireTopology.Star, 2, 0.96, 0.005)]
    [InlineData(512, 10, WireTopology.Star, 4, 0.78, 0.005)]
    [InlineData(512, 10, WireTopology.Star, 8, 0.47, 0.005)]
    [InlineData(512, 10, WireTopology.Star, 16, 0.25, 0.005)]
    [InlineData(4096, 1, WireTopology.Star, 2, 0.91, 0.005)]
    [InlineData(4096, 1, WireTopology.Star, 4, 0.70, 0.005)]
    [InlineData(4096, 1, WireTopology.Star, 8, 0.40, 0.005)]
    [InlineData(4096, 1, WireTopology.Star, 16, 0.21, 0.005)]
    [InlineData(4096, 10, WireTopology.Star, 2, 1.8, 0.05)]
    [InlineData(4096, 10, WireTopology.Star, 4, 2.6, 0.05)]
    [InlineData(4096, 10, WireTopology.Star, 8, 2.6, 0.05)]
    [InlineData(4096, 10, WireTopology.Star, 16, 1.7, 0.05)]
    [InlineData(4096, 1, WireTopology.Sharded, 4, 1.9, 0.05)]
    [InlineData(4096, 1, WireTopology.Sharded, 8, 2.4, 0.05)]
    [InlineData(4096, 10, WireTopology.Sharded, 4, 3.5, 0.05)]
    [InlineData(4096, 10, WireTopology.Sharded, 8, 6.1, 0.05)]
    [InlineData(4096, 10, WireTopology.Sharded, 16, 9.8, 0.05)]
    [InlineData(4096, 1, WireTopology.Overlapped, 4, 2.7, 0.05)]
    [InlineData(4096, 1, WireTopology.Overlapped, 8, 3.6, 0.05)]
    [InlineData(4096, 10, WireTopology.Overlapped, 4, 3.7, 0.05)]
    [InlineData(4096, 10, WireTopology.Overlapped, 8, 6.9, 0.05)]
    [InlineData(4096, 10, WireTopology.Overlapped, 16, 12, 0.5)]
    internal void Speed_up_is_what_was_worked_out(
        int batch, double gigabits, WireTopology topology, int workers, double speedUp, double halfUnit)
    {
        var model = new StepModel(batch * 106e-6, 4 * 1_863_690, new LinkRate(1e9 * gigabits), new LinkDelay(50e-6))
        {
            Costs = NodeCosts.Typical, FirstLayerShare = StepModel.FirstLayerShareOf(Large),
        };
        var predicted = Assert.Single(new Forecast(model, topology, [workers]).Steps).SpeedUp;
        Assert.InRange(predicted, (speedUp - halfUnit) / 1.08, (speedUp + halfUnit) * 1.08);
    }

    [Fact]
    public void Fewest_workers_that_are_nearly_fastest_are_worth_it()
    {
        var none = Plain with { Delay = LinkDelay.None };
        // 8, 6, 4, 3 and 2.5 seconds.
        Assert.Equal(16, new Forecast(none, WireTopology.Sharded, [1, 2, 4, 8, 16]).Best.Workers);
        // 2.125, 2.0625 and 2.03125 seconds: the first is within 5 % of the last.
        Assert.Equal(64, new Forecast(none, WireTopology.Sharded, [1, 64, 128, 256]).Best.Workers);
        Assert.Equal(1, new Forecast(none with { ComputeSeconds = 1 }, WireTopology.Star, [1, 2, 4]).Best.Workers);
        // One worker needs no link, also where it was not asked for.
        Assert.Equal(1, new Forecast(none with { ComputeSeconds = 1 }, WireTopology.Star, [2, 4]).Best.Workers);
    }
}
