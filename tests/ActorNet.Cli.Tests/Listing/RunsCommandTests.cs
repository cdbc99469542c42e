using System.Text.Json;

namespace ActorNet.Cli.Tests.Listing;

public sealed class RunsCommandTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task No_runs_are_told_as_such()
    {
        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.Equal($"There are no runs under runs; `actornet train` makes one.{Environment.NewLine}", _command.Out);
        Assert.Equal(0, await _command.RunAsync("runs", "--json"));
        Assert.Equal("", _command.Out);
    }

    [Fact]
    public async Task Runs_are_listed_oldest_first_with_damaged_and_unfinished_ones()
    {
        Assert.Equal(0, await _command.RunAsync("train", "--epochs", "2"));
        var done = Path.GetFileName(_command.RunFolder);
        _command.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await _command.RunAsync("train", "--epochs", "3"));
        var unfinished = Directory.GetDirectories(Path.Combine(_command.Folder, "runs")).Select(Path.GetFileName).Single(name => name != done)!;
        File.Delete(Path.Combine(_command.Folder, "runs", unfinished, "summary.json"));
        Directory.CreateDirectory(Path.Combine(_command.Folder, "runs", "broken"));
        _command.Write("runs/broken/run.json", "{");
        Directory.CreateDirectory(Path.Combine(_command.Folder, "runs", "no-run"));

        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.Equal(4, _command.OutLines.Count);
        Assert.Matches("^Run +Created \\(UTC\\) +Data +Network +Epochs +Accuracy +Samples/s +Weights +Status", _command.OutLines[0]);
        Assert.Matches("^broken +damaged", _command.OutLines[1]);
        Assert.Matches($"^{done}  2026-11-22 20:15  digits  784-128-10  2 +90.00 %   1,000 +[0-9a-f]{{8}}  all-epochs-done", _command.OutLines[2]);
        Assert.Matches($"^{unfinished}  2026-11-23 20:15  digits  784-128-10  3 +unfinished", _command.OutLines[3]);
        Assert.Contains("broken", _command.Error, StringComparison.Ordinal);

        Assert.Equal(0, await _command.RunAsync("runs", "--json"));
        var last = JsonDocument.Parse(_command.OutLines[2]).RootElement;
        Assert.Equal(
            ["runId", "path", "created", "status", "dataset", "network", "epochs", "steps", "testAccuracy", "samplesPerSecond", "weightsSha256"],
            last.EnumerateObject().Select(property => property.Name));
        Assert.Equal(6, last.GetProperty("steps").GetInt32());
    }
}
