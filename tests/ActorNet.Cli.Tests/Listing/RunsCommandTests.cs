using System.Globalization;
using System.Text.Json;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Listing;

public sealed class RunsCommandTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Absence_of_runs_is_reported()
    {
        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.Equal($"There are no runs under runs; `actornet train` makes one.{Environment.NewLine}", _command.Out);
        Assert.Equal(0, await _command.RunAsync("runs", "--json"));
        Assert.Equal("", _command.Out);
    }

    [Fact]
    public async Task Runs_are_listed_oldest_first_with_damaged_and_unfinished_ones()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--network", "784-9-10", "--batch", "30", "--epochs", "2"));
        var done = Path.GetFileName(_command.RunFolder);
        _command.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await _command.RunAsync("train", "--network", "784-9-10", "--batch", "30", "--epochs", "3"));
        var unfinished = Directory.GetDirectories(Path.Combine(_command.Folder, "runs")).Select(Path.GetFileName)
            .Single(name => name != done)!;
        File.Delete(Path.Combine(_command.Folder, "runs", unfinished, "summary.json"));
        Directory.CreateDirectory(Path.Combine(_command.Folder, "runs", "broken"));
        _command.Write("runs/broken/run.json", "{");
        Directory.CreateDirectory(Path.Combine(_command.Folder, "runs", "no-run"));

        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.Equal(4, _command.OutLines.Count);
        Assert.Matches(
            "^Run +Created \\(UTC\\) +Data +Network +Training +Epochs +Accuracy +Loss +Samples/s +Weights +Status", _command.OutLines[0]);
        Assert.Matches("^broken +damaged", _command.OutLines[1]);
        Assert.Matches(
            $"^{done}  2026-11-22 20:15  digits  784-9-10  momentum 0.1, batch 30  2/2 +90.00 % +0.\\d{{4}} +1,000 +[0-9a-f]{{8}}  "
                + $"all-epochs-done", _command.OutLines[2]);
        Assert.Matches($"^{unfinished}  2026-11-23 20:15  digits  784-9-10  momentum 0.1, batch 30  3/3 +unfinished", _command.OutLines[3]);
        Assert.Contains("broken", _command.Error, StringComparison.Ordinal);

        Assert.Equal(0, await _command.RunAsync("runs", "--json"));
        var last = JsonDocument.Parse(_command.OutLines[2]).RootElement;
        Assert.Equal(
            ["runId", "path", "created", "status", "dataset", "network", "epochs", "steps", "testAccuracy", "samplesPerSecond",
                "weightsSha256", "epochsDone", "testLoss", "training", "cost"],
            last.EnumerateObject().Select(property => property.Name));
        Assert.Equal(6, last.GetProperty("steps").GetInt32());
    }

    [Fact]
    public async Task Run_is_listed_by_the_name_of_its_folder_which_other_commands_accept()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--network", "784-9-10", "--out", "runs/first", "--epochs", "1"));
        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.StartsWith("first  ", _command.OutLines[1], StringComparison.Ordinal);
        Assert.Equal(0, await _command.RunAsync("evaluate", "first"));
    }

    [Fact]
    public async Task Run_that_was_interrupted_or_killed_shows_the_epochs_it_has_done()
    {
        // 60 samples in batches of 30: 2 steps an epoch.
        Assert.Equal(0, await _command.RunAsync("train", "--batch", "30", "--epochs", "4"));
        var run = RunDirectory.Open(_command.RunFolder);
        run.WriteSummary(run.ReadSummary()! with { StopReason = StopReason.Interrupted, Epochs = [new SummaryEpoch(1, 1, 0.5, 1)] });

        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.Matches("  1/4 .* interrupted$", _command.OutLines[1]);

        File.Delete(Path.Combine(_command.RunFolder, "summary.json"));
        Directory.Delete(Path.Combine(_command.RunFolder, "checkpoints"), recursive: true);
        run.Checkpoints.Write(FakeTrainer.State(run.Description.Spec, new float[run.Description.Spec.Network.ParameterCount], 5));

        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.Matches("  2/4 .* unfinished$", _command.OutLines[1]);
    }

    [Fact]
    public async Task Runs_are_sorted_by_their_results_and_those_without_come_last()
    {
        foreach (var (name, accuracy, loss, speed) in new[] { ("a", 0.8, 0.1, 5.0), ("b", 0.9, 0.3, 9.0), ("c", 0.7, 0.2, 7.0) })
        {
            Assert.Equal(0, await _command.RunAsync("train", "--batch", "30", "--out", $"runs/{name}"));
            var run = RunDirectory.Open(Path.Combine(_command.Folder, "runs", name));
            run.WriteSummary(run.ReadSummary()! with { TestAccuracy = accuracy, TestLoss = loss, SamplesPerSecond = speed });
            _command.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(0, await _command.RunAsync("train", "--batch", "30", "--out", "runs/d"));
        File.Delete(Path.Combine(_command.Folder, "runs", "d", "summary.json"));

        foreach (var (order, expected) in new[] { ("created", "abcd"), ("accuracy", "bacd"), ("loss", "acbd"), ("speed", "bcad") })
        {
            Assert.Equal(0, await _command.RunAsync("runs", "--sort", order, "--json"));
            Assert.Equal(expected, string.Concat(
                _command.OutLines.Select(line => Path.GetFileName(JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()))));
        }
    }

    [Fact]
    public async Task Compared_runs_show_in_what_they_differ_and_what_came_of_it()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--batch", "30", "--out", "one"));
        Assert.Equal(0, await _command.RunAsync("train", "--batch", "20", "--l2", "0.5", "--out", "two"));

        Assert.Equal(0, await _command.RunAsync("runs", "one", "two"));
        string[] rows = [.. _command.OutLines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])];
        Assert.Equal(["one", "l2", "batchSize", "microBatchSize", "Epochs", "Accuracy", "Loss", "Samples/s", "Weights", "Status"], rows);
        Assert.Matches("^batchSize +30 +20$", _command.OutLines[2]);

        Assert.Equal(2, await _command.RunAsync("runs", "one"));
        Assert.Contains("name two runs or more", _command.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _command.RunAsync("runs", "one", "none"));
    }

    [Fact]
    public async Task Diverged_run_is_listed_with_its_step()
    {
        _command.WithRealEngine();
        Assert.Equal(1, await _command.RunAsync(
            "train", "--dataset", "digits", "--batch", "30", "--epochs", "500", "--optimizer", "sgd", "--learning-rate", "1e30"));
        var step = System.Text.RegularExpressions.Regex.Match(_command.Error, "diverged at step ([0-9]+)").Groups[1].Value;

        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.EndsWith($" diverged at step {step}", _command.OutLines[1], StringComparison.Ordinal);
        Assert.Contains("  0/500 ", _command.OutLines[1], StringComparison.Ordinal);

        Assert.Equal(0, await _command.RunAsync("runs", "--json"));
        var run = JsonDocument.Parse(_command.OutLines[0]).RootElement;
        Assert.Equal(("diverged", long.Parse(step, CultureInfo.InvariantCulture)), (
            run.GetProperty("status").GetString(), run.GetProperty("failedStep").GetInt64()));
    }
}
