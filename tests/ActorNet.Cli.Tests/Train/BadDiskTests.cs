using ActorNet.Cli.Context;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Models.Trained;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Train;

/// <summary>The command while a file stands where the folder of checkpoints is to be.</summary>
public sealed class BadDiskTests : IDisposable
{
    private static readonly string[] Small =
        ["train", "--dataset", "digits", "--network", "784-5-10", "--schedule", "constant", "--quiet", "--epochs", "3"];
    private static readonly string Hash = WeightsHash.Of(new float[3985]);

    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    private string Checkpoints => Path.Combine(_command.RunFolder, "checkpoints");

    private string Id => Path.GetFileName(_command.RunFolder);

    private string[] Errors => _command.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public async Task Run_continues_and_reports_when_everything_is_saved()
    {
        _command.Trainer.BeforeEpoch = epoch =>
        {
            if (epoch == 1)
                File.WriteAllText(Checkpoints, "");
            else if (epoch == 3)
            {
                Assert.True(SpinWait.SpinUntil(() => Errors.Length == 1, TimeSpan.FromSeconds(30)), "The trouble was not told.");
                File.Delete(Checkpoints);
            }
        };

        Assert.Equal(0, await _command.RunAsync(Small));

        Assert.Equal(2, Errors.Length);
        Assert.Matches(
            $"^Checkpoint 'runs/{Id}/checkpoints/step-0000000[24].safetensors' cannot be written \\(.+\\); training goes on, and it is "
                + $"tried again.$",
            Errors[0]);
        Assert.Equal($"Run 'runs/{Id}' can be written to again: everything is kept.", Errors[1]);
        Assert.Equal(6, Run.Checkpoints.ReadNewest(out _)!.Step);
        Assert.NotNull(Run.ReadSummary());
    }

    [Fact]
    public async Task Run_that_cannot_be_kept_to_the_end_says_what_is_lost_and_resuming_gets_it_back()
    {
        BreakFromTheBeginning();

        Assert.Equal(1, await _command.RunAsync(Small));

        Assert.Equal(2, Errors.Length);
        Assert.Matches(
            $"^Not all of run 'runs/{Id}' is kept: the checkpoint of step 6 could not be written \\(.+\\); its weights after step 6 have "
                + $"SHA-256 {Hash}; when the disk works again, --resume runs/{Id} computes the lost parts again.$",
            Errors[1]);
        Assert.Null(Run.ReadSummary());
        Assert.Equal(Hash, WeightsHash.Of(ModelFile.Read(Run.ModelPath).Parameters));

        _command.Trainer.BeforeEpoch = _ => { };
        File.Delete(Checkpoints);
        Assert.Equal(0, await _command.RunAsync("train", "--resume", Id, "--quiet"));
        Assert.Equal([1, 2, 3], Run.ReadSummary()!.Epochs.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public async Task Model_that_cannot_be_written_is_lost_too_and_the_run_has_no_summary()
    {
        _command.Trainer.BeforeEpoch = epoch =>
        {
            if (epoch == 1)
                Directory.CreateDirectory(Path.Combine(_command.RunFolder, "model.safetensors", "in-the-way"));
        };

        Assert.Equal(1, await _command.RunAsync(Small));

        Assert.StartsWith(
            $"Not all of run 'runs/{Id}' is kept: the model could not be written (", Assert.Single(Errors), StringComparison.Ordinal);
        Assert.Null(Run.ReadSummary());
        Assert.Empty(Directory.GetFiles(_command.RunFolder, "*.tmp"));
    }

    [Fact]
    public async Task Interrupted_run_that_cannot_be_kept_fails()
    {
        BreakFromTheBeginning();
        var train = _command.Context.Train;
        using var stop = new CancellationTokenSource();
        _command.Context = _command.Context with
        {
            Train = (spec, dataset, options, onEvent, _) => train(
                spec, dataset, options,
                trainingEvent =>
                {
                    onEvent(trainingEvent);
                    if (trainingEvent is EpochCompleted)
                        stop.Cancel();
                },
                stop.Token),
        };

        Assert.Equal(1, await _command.RunAsync(Small));

        Assert.Contains("the checkpoint of step 2 could not be written", Errors[^1], StringComparison.Ordinal);
        Assert.Contains($"weights after step 2 have SHA-256 {Hash}", Errors[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 130, "Interrupted before anything was done.")]
    [InlineData(
        true, 1, "Not all of run 'runs/ID' is kept: the checkpoint of step 2 could not be written (REASON); when the disk works again, "
            + "--resume runs/ID computes the lost parts again.")]
    public async Task Run_interrupted_while_it_waits_fails_where_its_state_is_lost(bool isBad, int exitCode, string sentence)
    {
        Train((spec, checkpoint) =>
        {
            checkpoint(FakeTrainer.State(spec, new float[3985], 2));
            throw new OperationCanceledException();
        }, isBad);

        Assert.Equal(exitCode, await _command.RunAsync(Small));

        Assert.Matches(
            "^" + System.Text.RegularExpressions.Regex.Escape(sentence.Replace("ID", Id, StringComparison.Ordinal))
                .Replace("REASON", ".+", StringComparison.Ordinal) + "$",
            Errors[^1]);
    }

    [Fact]
    public async Task Diverged_run_says_so_last()
    {
        Train((spec, checkpoint) =>
        {
            var good = FakeTrainer.State(spec, new float[3985], 2);
            checkpoint(good);
            throw new TrainingDivergedException("The loss is NaN at step 3; lower the learning rate.", good);
        }, isBad: true);

        Assert.Equal(1, await _command.RunAsync(Small));

        Assert.Equal(3, Errors.Length);
        Assert.Contains("the checkpoint of step 2 could not be written", Errors[1], StringComparison.Ordinal);
        Assert.Equal("The loss is NaN at step 3; lower the learning rate.", Errors[2]);
    }

    [Fact]
    public async Task Fault_of_the_program_ends_the_run_and_is_reported()
    {
        Train((spec, checkpoint) => checkpoint(FakeTrainer.State(spec, new float[1], 2)), isBad: false);

        Assert.Equal(1, await _command.RunAsync(Small));

        Assert.StartsWith("Failed unexpectedly (", Assert.Single(Errors), StringComparison.Ordinal);
        Assert.Null(Run.ReadSummary());
    }

    private RunDirectory Run => RunDirectory.Open(_command.RunFolder);

    private void BreakFromTheBeginning() => _command.Trainer.BeforeEpoch = epoch =>
    {
        if (epoch == 1)
            File.WriteAllText(Checkpoints, "");
    };

    /// <summary>Trains so from now on: what hands in checkpoints and may fail; where it does not, it waits until it is stopped.</summary>
    private void Train(Action<TrainingSpec, Action<TrainingState>> what, bool isBad) => _command.Context = _command.Context with
    {
        Train = async (spec, _, options, _, cancellationToken) =>
        {
            if (isBad)
                File.WriteAllText(Checkpoints, "");
            what(spec, options.Checkpoint!);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        },
    };
}
