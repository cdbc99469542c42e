using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Runs;

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
        CheckpointFile.Write(_folder["c"], Samples.Run, state);

        var read = CheckpointFile.Read(_folder["c"], Samples.Run);

        Assert.Equal(state.Step, read.Step);
        Assert.Equal(state.Parameters, read.Parameters);
        Assert.Equal(state.OptimizerState, read.OptimizerState);
        Assert.Equal(state.EpochLossSum, read.EpochLossSum);
        Assert.Equal((state.ReportLossSum, state.ReportSamples), (read.ReportLossSum, read.ReportSamples));
        Assert.Equal(state.Best?.Epoch, read.Best?.Epoch);
        Assert.Equal(state.Best?.ValidationLoss, read.Best?.ValidationLoss);
        Assert.Equal(state.Best?.Parameters, read.Best?.Parameters);
    }

    [Fact]
    public void Checkpoint_of_a_stateless_optimizer_has_no_state()
    {
        var run = Samples.Run with { Spec = Samples.Run.Spec with { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 1) } };
        CheckpointFile.Write(_folder["c"], run, Samples.State(1) with { OptimizerState = [] });

        Assert.Empty(CheckpointFile.Read(_folder["c"], run).OptimizerState);
    }

    [Fact]
    public void Checkpoint_of_another_run_is_rejected()
    {
        CheckpointFile.Write(_folder["c"], Samples.Run, Samples.State(1));

        AssertRejected(Samples.Run with { RunId = "20261123-000000-0000" }, "not of '20261123-000000-0000'");
    }

    [Fact]
    public void Checkpoint_with_other_options_is_rejected()
    {
        CheckpointFile.Write(_folder["c"], Samples.Run, Samples.State(1));
        var network = Samples.Network with { HiddenActivation = Activation.Tanh };

        AssertRejected(Samples.Run with { Spec = Samples.Run.Spec with { Network = network } }, "other options");
        AssertRejected(Samples.Run with { Spec = Samples.Run.Spec with { Seed = 1 } }, "other options");
    }

    [Fact]
    public void Checkpoint_is_read_after_the_epochs_increase()
    {
        CheckpointFile.Write(_folder["c"], Samples.Run, Samples.State(1));

        Assert.Equal(1, CheckpointFile.Read(_folder["c"], Samples.Run with { Spec = Samples.Run.Spec with { Epochs = 70 } }).Step);
    }

    [Fact]
    public void Flipped_bit_in_any_byte_is_detected()
    {
        CheckpointFile.Write(_folder["c"], Samples.Run, Samples.State(1));
        var whole = File.ReadAllBytes(_folder["c"]);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(_folder["c"], damaged);
            var fault = Record.Exception(() => CheckpointFile.Read(_folder["c"], Samples.Run));
            Assert.True(
                fault is InvalidInputException, $"a flipped bit in byte {i} of {whole.Length} gave {fault?.ToString() ?? "a state"}");
        }
    }

    [Fact]
    public void Checkpoint_with_missing_optimizer_state_is_rejected()
    {
        CheckpointFile.Write(_folder["c"], Samples.Run, Samples.State(1) with { OptimizerState = [Samples.Vector(2)] });

        Assert.Contains("optimizer.1", Assert.Throws<InvalidInputException>(
            () => CheckpointFile.Read(_folder["c"], Samples.Run)).Message, StringComparison.Ordinal);
    }

    private void AssertRejected(RunDescription run, string sentence) => Assert.Contains(
        sentence, Assert.Throws<InvalidInputException>(() => CheckpointFile.Read(_folder["c"], run)).Message, StringComparison.Ordinal);
}
