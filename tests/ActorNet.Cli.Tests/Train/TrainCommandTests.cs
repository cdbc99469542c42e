using System.Text.Json;
using ActorNet.Cli.Context;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;
using ActorNet.Models.Trained;

namespace ActorNet.Cli.Tests.Train;

public sealed class TrainCommandTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Plain_output_is_these_lines()
    {
        Assert.Equal(
            0, await _command.RunAsync("train", "--network", "784-5-10", "--optimizer", "sgd", "--learning-rate", "0.05", "--batch", "128",
            "--epochs", "2", "--workers", "2"));

        var id = Path.GetFileName(_command.RunFolder);
        Assert.Equal(
            $"""
            The generated digits stand in for MNIST.
            Data      digits: 60 training and 20 test samples
            Network   784-5-10, relu and softmax, cost negative-log-likelihood, init he, 3,985 parameters
            Training  sgd, learning rate 0.05, schedule constant, batch 128, 2 epochs, seed 1
            Run       {id} on 2 workers
            Epoch 1/2  loss 1.0000  test accuracy 50.00 %  1,000 samples/s  0.5 s
            Epoch 2/2  loss 0.5000  test accuracy 75.00 %  1,000 samples/s  0.5 s
            Test accuracy 90.00 %, loss 0.1000
            Done after 2 epochs (4 steps) and 1.0 s of training, 1,000 samples/s
            Weights SHA-256 {WeightsHash.Of(new float[3985])}
            Run kept in runs/{id}

            """,
            _command.Out);
        Assert.Equal("", _command.Error);
    }

    [Fact]
    public async Task Long_epoch_says_something_now_and_then()
    {
        _command.Trainer.BeforeEpoch = _ => _command.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, await _command.RunAsync("train", "--dataset", "digits", "--epochs", "1"));

        Assert.Contains("Epoch 1/1  step 1 of 2  loss 1.0000  1,000 samples/s", _command.OutLines);
    }

    [Fact]
    public async Task Quiet_output_is_the_outcome()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--quiet", "--epochs", "1"));

        Assert.Equal(FakeData.Notice, _command.OutLines[0]);
        Assert.StartsWith("Test accuracy 90.00 %", _command.OutLines[1], StringComparison.Ordinal);
        Assert.Equal(5, _command.OutLines.Count);
    }

    [Fact]
    public async Task Json_output_is_an_object_per_line_and_the_summary_last()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--json", "--epochs", "1"));

        var lines = _command.OutLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["run-created", "training-started", "steps-completed", "steps-completed", "epoch-completed", "training-completed"],
            lines.SkipLast(1).Select(line => line.GetProperty("event").GetString()));
        Assert.Equal(
            ["runId", "dataset", "network", "parameters", "seed", "workers", "steps", "epochs", "testLoss", "testAccuracy", "trainSeconds",
                "samplesPerSecond", "weightsSha256", "stopReason", "notice", "threads"],
            lines[^1].EnumerateObject().Select(property => property.Name));
        Assert.Equal(3, lines[^1].GetProperty("workers").GetInt32());
        Assert.Equal("worker-1", lines[2].GetProperty("workers")[0].GetProperty("worker").GetString());
        Assert.True(JsonElement.DeepEquals(_command.Json("summary.json"), lines[^1]));
        Assert.Equal("", _command.Error);
    }

    [Fact]
    public async Task Quiet_json_output_is_the_summary_alone()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--json", "--quiet", "--epochs", "1"));

        Assert.Equal(WeightsHash.Of(_command.Trainer.Spec is { } spec ? new float[spec.Network.ParameterCount] : []),
            JsonDocument.Parse(Assert.Single(_command.OutLines)).RootElement.GetProperty("weightsSha256").GetString());
    }

    [Fact]
    public async Task Run_folder_holds_what_the_run_was_and_how_it_ended()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--dataset", "digits", "--epochs", "5", "--seed", "9", "--checkpoint-every", "7"));

        Assert.Equal(
            ["checkpoints", "metrics.jsonl", "model.safetensors", "run.json", "summary.json"],
            Directory.GetFileSystemEntries(_command.RunFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var run = RunDirectory.Open(_command.RunFolder);
        Assert.Equal(9UL, run.Description.Spec.Seed);
        Assert.Equal("digits", run.Description.Dataset.Request.Dataset);
        Assert.Equal("actornet 0.1.0", run.Description.Program);
        Assert.Equal(new ImageSize(28, 28), run.Description.Dataset.ImageSize);
        Assert.Equal(10, run.Checkpoints.ReadNewest(out _)!.Step);
        Assert.Equal(run.ReadSummary()!.WeightsSha256, WeightsHash.Of(ModelFile.Read(run.ModelPath).Parameters));
        Assert.Equal(17, File.ReadAllLines(run.MetricsPath).Length);
        var options = _command.Trainer.Options!;
        Assert.Equal((7, 3), (options.CheckpointEverySteps, options.WorkersFor(run.Description.Spec)));
    }

    /// <summary>The harness has 3 processors.</summary>
    [Theory]
    [InlineData("", 3, 1, "3 workers")]
    [InlineData("--network 784-128-64-10", 2, 1, "2 workers")] // too little work in a step for three
    [InlineData("--preset nielsen", 1, 1, "1 worker")]
    [InlineData("--workers 5", 5, 1, "5 workers")]
    [InlineData("--threads 1", 3, 1, "3 workers")]
    [InlineData("--threads 2", 1, 2, "1 worker with 2 threads")]
    [InlineData("--threads 256", 1, 256, "1 worker with 256 threads")]
    [InlineData("--workers 2 --threads 4", 2, 4, "2 workers with 4 threads each")]
    public async Task Workers_and_threads_are_the_users_or_fit_the_processors_and_are_no_part_of_the_spec(
        string options, int workers, int threads, string crew)
    {
        Assert.Equal(0, await _command.RunAsync(["train", "--epochs", "1", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        var trained = _command.Trainer.Options!;
        var run = RunDirectory.Open(_command.RunFolder);
        Assert.Equal((workers, threads, 3), (trained.WorkersFor(run.Description.Spec), trained.Threads, trained.Processors));
        var summary = run.ReadSummary()!;
        Assert.Equal((workers, threads), (summary.Workers, summary.Threads));
        Assert.DoesNotContain(
            "threads", File.ReadAllText(Path.Combine(_command.RunFolder, "run.json")), StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(
            $" on {crew}", _command.OutLines.Single(line => line.StartsWith("Run  ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_of_values_is_trained_and_has_no_accuracy()
    {
        _command.Write("houses.csv");

        Assert.Equal(0, await _command.RunAsync(
            "train", "--dataset", "houses.csv", "--target", "price,rent", "--task", "regression", "--epochs", "1"));

        Assert.Equal("5-32-2", _command.Trainer.Spec!.Network.Widths.ToString());
        Assert.Equal(JsonValueKind.Null, _command.Json("summary.json").GetProperty("testAccuracy").ValueKind);
        Assert.Contains("Test loss 0.100000", _command.OutLines);
        var request = RunDirectory.Open(_command.RunFolder).Description.Dataset.Request;
        Assert.Equal(new DatasetRequest(Path.Combine(_command.Folder, "houses.csv"), null, "price,rent", "regression"), request);
    }

    [Fact]
    public async Task Machine_that_fails_is_one_sentence_and_exit_code_1()
    {
        _command.Context = _command.Context with { Load = (_, _, _) => throw new IOException("No space left on device") };

        Assert.Equal(1, await _command.RunAsync("train"));

        Assert.Equal($"Failed: No space left on device.{Environment.NewLine}", _command.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_command.Folder));
    }

    [Fact]
    public async Task Diverged_run_is_one_sentence_and_exit_code_1_and_has_no_summary()
    {
        _command.Context = _command.Context with
        {
            Train = (spec, _, _, _, _) => throw new TrainingDivergedException(
                "The loss is NaN at step 3; lower the learning rate.", FakeTrainer.State(spec, new float[spec.Network.ParameterCount], 2)),
        };

        Assert.Equal(1, await _command.RunAsync("train", "--quiet"));

        Assert.Equal($"The loss is NaN at step 3; lower the learning rate.{Environment.NewLine}", _command.Error);
        Assert.Equal("", _command.Out);
        Assert.False(File.Exists(Path.Combine(_command.RunFolder, "summary.json")));
        Assert.Equal(
            new RunFailure("diverged", 3, "The loss is NaN at step 3; lower the learning rate."),
            RunDirectory.Open(_command.RunFolder).ReadFailure());
    }

    [Theory]
    [InlineData("", "step-00000004.safetensors step-00000006.safetensors step-00000008.safetensors")]
    [InlineData("--keep-checkpoints 1", "step-00000008.safetensors")]
    [InlineData("--keep-checkpoints 1000",
        "step-00000002.safetensors step-00000004.safetensors step-00000006.safetensors step-00000008.safetensors")]
    public async Task Newest_checkpoints_are_kept_as_many_as_asked_for(string options, string kept)
    {
        _command.Trainer.BeforeEpoch = epoch => Assert.True(
            epoch == 1 || SpinWait.SpinUntil(
                () => RunDirectory.Open(_command.RunFolder).Checkpoints.NewestStep() == 2 * (epoch - 1), TimeSpan.FromSeconds(30)),
            $"The checkpoint of epoch {epoch - 1} was not written.");

        Assert.Equal(0, await _command.RunAsync(
            ["train", "--dataset", "digits", "--epochs", "4", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        Assert.Equal(
            kept.Split(' '),
            Directory.GetFiles(Path.Combine(_command.RunFolder, "checkpoints")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Interruption_while_the_data_are_loaded_leaves_nothing()
    {
        _command.Context = _command.Context with { Load = (_, _, _) => Task.FromException<Dataset>(new OperationCanceledException()) };

        Assert.Equal(130, await _command.RunAsync("train"));

        Assert.Equal($"Interrupted before anything was done.{Environment.NewLine}", _command.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_command.Folder));
    }

    [Fact]
    public void First_interruption_asks_and_the_second_ends()
    {
        var told = new List<string>();
        using var interruption = new Interruption(_command.Context, () => told.Add("first"), () => told.Add("second"));

        interruption.Request();
        Assert.True(interruption.Token.IsCancellationRequested);
        Assert.Null(_command.ExitedAtOnceWith);
        interruption.Request();
        Assert.Equal(["first", "second"], told);
        Assert.Equal(130, _command.ExitedAtOnceWith);
    }
}
