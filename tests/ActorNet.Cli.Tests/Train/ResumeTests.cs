using ActorNet.Cli.Context;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Train;

public sealed class ResumeTests : IDisposable
{
    private static readonly string[] Small =
        ["train", "--dataset", "digits", "--network", "784-6-10", "--batch", "7", "--schedule", "constant", "--quiet"];

    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Run_resumed_for_longer_ends_with_the_weights_of_one_long_run()
    {
        _command.WithRealEngine();
        Assert.Equal(0, await _command.RunAsync([.. Small, "--epochs", "5", "--out", "long", "--workers", "1"]));
        Assert.Equal(0, await _command.RunAsync([.. Small, "--epochs", "2", "--out", "short", "--workers", "2"]));

        Assert.Equal(
            0, await _command.RunAsync("train", "--resume", "short", "--epochs", "5", "--workers", "3", "--threads", "2", "--quiet"));

        var (whole, pieced) = (Summary("long"), Summary("short"));
        Assert.Equal(whole.WeightsSha256, pieced.WeightsSha256);
        Assert.Equal(whole.Steps, pieced.Steps);
        Assert.Equal(whole.Epochs.Select(epoch => (epoch.Epoch, epoch.TrainLoss, epoch.TestAccuracy)),
            pieced.Epochs.Select(epoch => (epoch.Epoch, epoch.TrainLoss, epoch.TestAccuracy)));
        Assert.Equal(5, RunDirectory.Open(Path.Combine(_command.Folder, "short")).Description.Spec.Epochs);
    }

    [Fact]
    public async Task Run_stopped_within_an_epoch_resumes_to_the_same_weights()
    {
        _command.WithRealEngine();
        Assert.Equal(0, await _command.RunAsync([.. Small, "--epochs", "3", "--out", "whole", "--validation-samples", "9"]));
        var states = KeepStates();
        Assert.Equal(0, await _command.RunAsync(
            [.. Small, "--epochs", "3", "--out", "cut", "--validation-samples", "9", "--checkpoint-every", "5"]));
        var cut = RunDirectory.Open(Path.Combine(_command.Folder, "cut"));
        // As if the process had been killed after step 15: no outcome, no newer checkpoint, a line of metrics torn.
        Directory.Delete(Path.Combine(cut.Path, "checkpoints"), recursive: true);
        cut.Checkpoints.Write(states.Single(state => state.Step == 15));
        File.Delete(Path.Combine(cut.Path, "summary.json"));
        File.AppendAllText(cut.MetricsPath, "{\"event\":\"epo");

        Assert.Equal(0, await _command.RunAsync("train", "--resume", "cut", "--quiet"));

        Assert.Equal(Summary("whole").WeightsSha256, Summary("cut").WeightsSha256);
        Assert.Equal([1, 2, 3], Summary("cut").Epochs.Select(epoch => epoch.Epoch));
        Assert.DoesNotContain(File.ReadAllLines(cut.MetricsPath), line => line.EndsWith("epo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Interrupted_run_prints_how_to_resume_and_resumes()
    {
        string[] run = ["--workers", "2", "--threads", "3", "--checkpoint-every", "9", "--keep-checkpoints", "7"];
        using var stop = new CancellationTokenSource();
        var train = _command.Context.Train;
        _command.Context = _command.Context with
        {
            Train = async (spec, dataset, options, onEvent, _) =>
            {
                _command.Trainer.BeforeEpoch = epoch =>
                {
                    if (epoch == 2)
                        stop.Cancel();
                };
                return await train(spec, dataset, options, onEvent, stop.Token);
            },
        };
        Assert.Equal(130, await _command.RunAsync([.. Small, "--epochs", "4", .. run]));
        var id = Path.GetFileName(_command.RunFolder);
        Assert.Equal(
            $"Interrupted; resume with: actornet train --resume runs/{id} --workers 2 --threads 3 --checkpoint-every 9 "
                + $"--keep-checkpoints 7{Environment.NewLine}", _command.Error);
        Assert.Equal(StopReason.Interrupted, Summary(_command.RunFolder).StopReason);
        _command.Context = _command.Context with { Train = train };

        Assert.Equal(0, await _command.RunAsync("train", "--resume", id, "--quiet"));

        var summary = Summary(_command.RunFolder);
        Assert.Equal([1, 2, 3, 4], summary.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal((StopReason.AllEpochsDone, 8, 2.0), (summary.StopReason, summary.Steps, summary.TrainSeconds));
    }

    [Theory]
    [InlineData(
        "--batch 64 --seed 1 --optimizer sgd",
        "Run 'ID' cannot be resumed with other options than it began with: --optimizer sgd (the run has momentum), --batch 64 (the run "
            + "has 7); leave them out, or start a new run.")]
    [InlineData(
        "--cost quadratic",
        "Run 'ID' cannot be resumed with other options than it began with: --cost quadratic (the run has negative-log-likelihood); leave "
            + "them out, or start a new run.")]
    [InlineData(
        "--train-samples 5",
        "Run 'ID' cannot be resumed with other options than it began with: --train-samples 5 (the run has none); leave them out, or "
            + "start a new run.")]
    [InlineData("--preset nielsen", "--preset and --resume exclude each other: a resumed run keeps its own options; leave out --preset.")]
    [InlineData("--out other", "--out and --resume exclude each other: a resumed run stays in its own folder; leave out --out.")]
    [InlineData("--epochs 1", "--epochs is 1; allowed is a number from 2, the epochs of run 'ID', which may only grow.")]
    [InlineData("", "Run 'ID' is complete: all of its 2 epochs are done; give more --epochs to train longer.")]
    public async Task Resuming_with_options_that_change_the_weights_is_rejected(string arguments, string sentence)
    {
        Assert.Equal(0, await _command.RunAsync([.. Small, "--epochs", "2"]));
        var id = Path.GetFileName(_command.RunFolder);
        var before = Contents();

        Assert.Equal(2, await _command.RunAsync([.. $"train --resume {id} {arguments}".Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        Assert.Equal(sentence.Replace("ID", id, StringComparison.Ordinal) + Environment.NewLine, _command.Error);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task Cosine_schedule_cannot_grow()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--epochs", "2", "--schedule", "cosine"));

        Assert.Equal(2, await _command.RunAsync("train", "--resume", _command.RunFolder, "--epochs", "3"));

        Assert.Contains("for which its cosine schedule is made", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_data_under_the_same_name_are_rejected()
    {
        Assert.Equal(0, await _command.RunAsync([.. Small, "--epochs", "2"]));
        _command.Context = _command.Context with
        {
            Load = (_, _, _) => Task.FromResult(FakeData.Digits with { Sha256 = new string('0', 64) }),
        };

        Assert.Equal(2, await _command.RunAsync("train", "--resume", _command.RunFolder, "--epochs", "3"));

        Assert.Contains("resume it with the same data", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_auto_found_is_asked_for_by_name()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--epochs", "1", "--schedule", "constant", "--quiet"));
        var asked = "";
        _command.Context = _command.Context with
        {
            Load = (request, report, token) =>
            {
                asked = request.Dataset;
                return FakeData.Load(request, report, token);
            },
        };

        Assert.Equal(0, await _command.RunAsync("train", "--resume", _command.RunFolder, "--epochs", "2", "--quiet"));

        Assert.Equal("digits", asked);
    }

    [Fact]
    public async Task Damaged_checkpoint_is_reported_and_an_older_one_used()
    {
        Assert.Equal(0, await _command.RunAsync([.. Small, "--epochs", "3"]));
        var run = RunDirectory.Open(_command.RunFolder);
        run.Checkpoints.Write(FakeTrainer.State(run.Description.Spec, new float[run.Description.Spec.Network.ParameterCount], 4));
        var newest = Path.Combine(_command.RunFolder, "checkpoints", "step-00000006.safetensors");
        File.WriteAllText(newest, "torn");

        Assert.Equal(0, await _command.RunAsync("train", "--resume", _command.RunFolder, "--epochs", "4", "--quiet"));

        Assert.Contains(newest, _command.Error, StringComparison.Ordinal);
        Assert.Equal(4, _command.Trainer.Options!.ResumeFrom!.Step);
        Assert.Equal([1, 2, 3, 4], Summary(_command.RunFolder).Epochs.Select(epoch => epoch.Epoch));
    }

    [Theory]
    [InlineData(false, "Run 'ID' had not reached its first checkpoint; it starts again.")]
    [InlineData(true, "Run 'ID' has no sound checkpoint; it starts again.")]
    public async Task Run_without_a_checkpoint_begins_again_and_only_damage_is_called_damage(bool isDamaged, string sentence)
    {
        Assert.Equal(0, await _command.RunAsync([.. Small, "--epochs", "2"]));
        var run = RunDirectory.Open(_command.RunFolder);
        Directory.Delete(run.Checkpoints.Path, recursive: true);
        Directory.CreateDirectory(run.Checkpoints.Path);
        if (isDamaged)
            File.WriteAllText(run.Checkpoints.PathOf(2), "torn");

        Assert.Equal(0, await _command.RunAsync("train", "--resume", _command.RunFolder, "--epochs", "3", "--quiet"));

        Assert.Equal(sentence.Replace("ID", run.Description.RunId, StringComparison.Ordinal), _command.Error.TrimEnd()
            .Split(Environment.NewLine)[^1]);
        Assert.Equal(isDamaged ? 2 : 1, _command.Error.TrimEnd().Split(Environment.NewLine).Length);
        Assert.Null(_command.Trainer.Options!.ResumeFrom);
        Assert.Equal([1, 2, 3], Summary(_command.RunFolder).Epochs.Select(epoch => epoch.Epoch));
    }

    /// <summary>Collects every state that is handed out as a checkpoint from now on.</summary>
    private List<TrainingState> KeepStates()
    {
        var states = new List<TrainingState>();
        var train = _command.Context.Train;
        _command.Context = _command.Context with
        {
            Train = (spec, dataset, options, onEvent, token) => train(
                spec, dataset,
                options with
                {
                    Checkpoint = state =>
                    {
                        states.Add(state);
                        options.Checkpoint!(state);
                    },
                },
                onEvent, token),
        };
        return states;
    }

    private RunSummary Summary(string run) => RunDirectory.Open(Path.Combine(_command.Folder, run)).ReadSummary()!;

    private Dictionary<string, string> Contents() => Directory.GetFiles(_command.Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, File.ReadAllText);
}
