using ActorNet.Cli.Context;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Tests.Train;

/// <summary>What a command does that is started again and again with the same arguments.</summary>
public sealed class ContinueTests : IDisposable
{
    private static readonly string[] Asked =
        ["train", "--dataset", "digits", "--preset", "nielsen", "--network", "784-6-10", "--batch", "7", "--epochs", "3", "--out", "mine",
            "--continue"];

    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Interrupted_run_resumes_to_the_same_weights()
    {
        // A run as short as this one may have written its last checkpoint alone.
        TrainingState? first = null;
        var train = _command.WithRealEngine().Context.Train;
        _command.Context = _command.Context with
        {
            Train = (spec, dataset, options, onEvent, token) => train(
                spec, dataset, options with { Checkpoint = state => { first ??= state; options.Checkpoint!(state); } }, onEvent, token),
        };
        Assert.Equal(0, await _command.RunAsync(Asked));
        var (run, whole) = (Run, Run.ReadSummary()!);
        File.Delete(Path.Combine(run.Path, "summary.json"));
        run.Checkpoints.RemoveFrom(0);
        Assert.InRange(first!.Step, 1, whole.Steps - 1);
        run.Checkpoints.Write(first);

        Assert.Equal(0, await _command.RunAsync(Asked));

        Assert.Equal(whole.WeightsSha256, Run.ReadSummary()!.WeightsSha256);
        Assert.Equal(run.Description.RunId, Run.Description.RunId);
    }

    [Fact]
    public async Task Complete_run_is_left_as_it_is_and_its_result_printed()
    {
        _command.WithRealEngine();
        Assert.Equal(0, await _command.RunAsync(Asked));
        var summary = File.ReadAllBytes(Path.Combine(Run.Path, "summary.json"));
        _command.Context = _command.Context with { Train = (_, _, _, _, _) => throw new InvalidOperationException("It trains again.") };

        Assert.Equal(0, await _command.RunAsync(Asked));

        Assert.Contains(_command.OutLines, line => line.TrimEnd().EndsWith(Run.ReadSummary()!.WeightsSha256, StringComparison.Ordinal));
        Assert.Equal(summary, File.ReadAllBytes(Path.Combine(Run.Path, "summary.json")));
    }

    [Theory]
    [InlineData(false, "--batch", "8")]
    [InlineData(true, "--batch", "8")]
    [InlineData(false, "--preset", "default")]
    [InlineData(true, "--preset", "default")]
    public async Task Run_with_other_options_is_rejected(bool isOver, string option, string value)
    {
        _command.WithRealEngine();
        Assert.Equal(0, await _command.RunAsync(Asked));
        if (!isOver)
            File.Delete(Path.Combine(Run.Path, "summary.json"));

        var other = Asked.ToArray();
        other[Array.IndexOf(other, option) + 1] = value;
        Assert.Equal(2, await _command.RunAsync(other));
        Assert.Contains("other options", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_run_resumes_with_more_epochs()
    {
        _command.WithRealEngine();
        Assert.Equal(0, await _command.RunAsync(Asked));

        Assert.Equal(0, await _command.RunAsync([.. Asked.Select(word => word == "3" ? "4" : word)]));
        Assert.Equal(4, Run.ReadSummary()!.Epochs.Count);
    }

    [Theory]
    [InlineData("--continue needs --out; give the run's folder.", "--continue")]
    [InlineData("--continue and --resume exclude each other: --continue finds the run in --out; leave out one of them.", "--continue",
        "--resume", "mine")]
    public async Task Continue_needs_a_folder_and_no_other_run(string sentence, params string[] options)
    {
        Assert.Equal(2, await _command.RunAsync(["train", .. options]));
        Assert.Equal(sentence, _command.Error.TrimEnd());
    }

    private RunDirectory Run => RunDirectory.Open(Path.Combine(_command.Folder, "mine"));
}
