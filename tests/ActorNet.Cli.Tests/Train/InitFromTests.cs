using ActorNet.Cli.Tests.Inference;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Tests.Train;

/// <summary>Training that begins with the weights of a model.</summary>
public sealed class InitFromTests : IAsyncLifetime
{
    private static readonly string[] Asked =
        ["train", "--dataset", "digits", "--init-from", "learned", "--epochs", "2", "--batch", "64", "--optimizer", "sgd",
            "--train-samples", "300", "--out", "mine"];

    private CommandHarness _command = null!;

    public async Task InitializeAsync() => _command = (await TrainedRun.CommandAsync()).WithRealEngine();

    public Task DisposeAsync()
    {
        _command.Dispose();
        return Task.CompletedTask;
    }

    private RunDirectory Run => RunDirectory.Open(Path.Combine(_command.Folder, "mine"));

    [Fact]
    public async Task Weights_are_those_of_the_plainest_loop_that_begins_with_the_same()
    {
        Assert.Equal(0, await _command.RunAsync([.. Asked, "--workers", "3"]));

        var spec = Run.Description.Spec;
        Assert.Contains($"init from weights {spec.InitialWeights![..8]}", _command.Out, StringComparison.Ordinal);
        Assert.Equal(WeightsHash.Of(await TrainedRun.ParametersAsync()), spec.InitialWeights);
        Assert.Equal("784-30-10", spec.Network.Widths.ToString());
        var expected = LocalTrainer.Train(spec, TrainedRun.Digits, initial: await TrainedRun.ParametersAsync());
        Assert.Equal(WeightsHash.Of(expected), Run.ReadSummary()!.WeightsSha256);
    }

    [Fact]
    public async Task Run_needs_nothing_but_its_folder_to_begin_again()
    {
        Assert.Equal(0, await _command.RunAsync(Asked));
        var whole = Run.ReadSummary()!.WeightsSha256;
        Directory.Delete(Path.Combine(_command.Folder, "learned"), recursive: true);
        File.Delete(Path.Combine(Run.Path, "summary.json"));
        Run.Checkpoints.RemoveFrom(1);

        Assert.Equal(0, await _command.RunAsync("train", "--resume", "mine"));

        Assert.Equal(whole, Run.ReadSummary()!.WeightsSha256);
    }

    [Fact]
    public async Task Run_whose_beginning_is_lost_does_not_begin_with_others()
    {
        Assert.Equal(0, await _command.RunAsync(Asked));
        File.Delete(Path.Combine(Run.Path, "summary.json"));
        Run.Checkpoints.RemoveFrom(0);

        Assert.Equal(2, await _command.RunAsync("train", "--resume", "mine"));

        Assert.Contains("has lost its initial weights", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_command_resumes_without_the_model_too()
    {
        Assert.Equal(0, await _command.RunAsync([.. Asked, "--continue"]));
        var whole = Run.ReadSummary()!.WeightsSha256;
        Directory.Delete(Path.Combine(_command.Folder, "learned"), recursive: true);
        Assert.Equal(0, await _command.RunAsync([.. Asked, "--continue"]));
        File.Delete(Path.Combine(Run.Path, "summary.json"));
        Run.Checkpoints.RemoveFrom(1);
        Assert.Equal(0, await _command.RunAsync([.. Asked, "--continue"]));
        Assert.Equal(whole, Run.ReadSummary()!.WeightsSha256);
    }

    [Fact]
    public async Task Tensorboard_folder_that_cannot_be_written_to_costs_nothing()
    {
        Assert.Equal(0, await _command.RunAsync([.. Asked, "--schedule", "constant"]));
        _command.Write("file");
        Assert.Equal(2, await _command.RunAsync("train", "--resume", "mine", "--epochs", "3", "--tensorboard", "file"));
        Assert.Contains("--tensorboard is 'file'; allowed is a folder, but this is a file.", _command.Error, StringComparison.Ordinal);
        Assert.NotNull(Run.ReadSummary());
        Assert.True(File.Exists(Run.ModelPath));
    }

    [Fact]
    public async Task Same_command_resumes_and_one_without_the_weights_does_not()
    {
        Assert.Equal(0, await _command.RunAsync([.. Asked, "--continue"]));
        Assert.Equal(0, await _command.RunAsync([.. Asked, "--continue"]));
        Assert.Equal(2, await _command.RunAsync(
            [.. Asked.Where(word => word is not ("--init-from" or "learned")), "--network", "784-30-10", "--continue"]));
    }

    [Theory]
    [InlineData("--network 784-20-10", "--network is 784-20-10; allowed is 784-30-10 with --init-from 'learned'; leave out one of them.")]
    [InlineData("--init xavier", "--init and --init-from exclude each other")]
    [InlineData("--resume mine", "--init-from and --resume exclude each other")]
    public async Task Mismatch_is_reported_with_exit_code_2(string options, string sentence)
    {
        Assert.Equal(2, await _command.RunAsync(["train", "--init-from", "learned", .. options.Split(' ')]));
        Assert.Contains(sentence, _command.Error, StringComparison.Ordinal);
    }
}
