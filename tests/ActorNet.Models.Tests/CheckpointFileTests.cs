using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Models.Tests;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Checkpoint_reads_back_every_bit_of_the_state(bool withBest)
    {
        var state = Samples.State(123_456_789_012, withBest);
        CheckpointFile.Write(_folder["c"], Samples.Network, state);

        var read = CheckpointFile.Read(_folder["c"], Samples.Spec);

        Assert.Equal(state.Step, read.Step);
        Assert.Equal(state.Parameters, read.Parameters);
        Assert.Equal(state.OptimizerState, read.OptimizerState);
        Assert.Equal(state.EpochLossSum, read.EpochLossSum);
        Assert.Equal(state.Best?.Epoch, read.Best?.Epoch);
        Assert.Equal(state.Best?.ValidationLoss, read.Best?.ValidationLoss);
        Assert.Equal(state.Best?.Parameters, read.Best?.Parameters);
    }

    [Fact]
    public void Checkpoint_of_an_optimizer_without_state_has_none()
    {
        CheckpointFile.Write(_folder["c"], Samples.Network, Samples.State(1) with { OptimizerState = [] });

        Assert.Empty(CheckpointFile.Read(_folder["c"], Samples.Spec with { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 1) }).OptimizerState);
    }

    [Fact]
    public void Checkpoint_of_another_network_is_refused()
    {
        CheckpointFile.Write(_folder["c"], Samples.Network, Samples.State(1));
        var spec = Samples.Spec with { Network = Samples.Network with { HiddenActivation = Activation.Tanh } };

        Assert.Contains("another network", Assert.Throws<InvalidInputException>(() => CheckpointFile.Read(_folder["c"], spec)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_of_an_optimizer_with_less_state_is_refused()
    {
        CheckpointFile.Write(_folder["c"], Samples.Network, Samples.State(1) with { OptimizerState = [Samples.Vector(2)] });

        Assert.Contains("optimizer.1", Assert.Throws<InvalidInputException>(() => CheckpointFile.Read(_folder["c"], Samples.Spec)).Message, StringComparison.Ordinal);
    }
}
