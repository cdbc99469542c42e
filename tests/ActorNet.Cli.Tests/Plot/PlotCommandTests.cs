using ActorNet.Cli.Tests.Inference;

namespace ActorNet.Cli.Tests.Plot;

public sealed class PlotCommandTests : IAsyncLifetime
{
    private CommandHarness _command = null!;

    public async Task InitializeAsync()
    {
        _command = (await TrainedRun.CommandAsync()).WithRealEngine();
        foreach (var run in new[] { "one", "two" })
            Assert.Equal(0, await _command.RunAsync("train", "--network", "784-12-10", "--epochs", "2", "--train-samples", "500", "--seed", run == "one" ? "1" : "2", "--out", run, "--tensorboard", "board"));
    }

    public Task DisposeAsync()
    {
        _command.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Pictures_of_a_run_are_in_its_folder()
    {
        Assert.Equal(0, await _command.RunAsync("plot", "one"));
        string[] expected = [.. from picture in new[] { "accuracy", "confusion", "learning-rate", "loss", "mistakes", "weights" } from ending in new[] { "png", "svg" } select $"{picture}.{ending}"];
        Assert.Equal(expected, Directory.GetFiles(Path.Combine(_command.Folder, "one", "plots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(expected.Length, _command.OutLines.Count);
        Assert.All(_command.OutLines, line => Assert.True(new FileInfo(Path.Combine(_command.Folder, line)).Length > 1000));
    }

    [Fact]
    public async Task Runs_are_compared_in_the_same_pictures()
    {
        Assert.Equal(0, await _command.RunAsync("plot", "one", "two", "--out", "both"));
        var loss = File.ReadAllText(Path.Combine(_command.Folder, "both", "loss.svg"));
        Assert.All(["one training", "one test", "two training", "two test"], name => Assert.Contains(name, loss, StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_command.Folder, "both", "weights.png")));
    }

    [Fact]
    public void TensorBoard_finds_a_folder_for_each_run()
    {
        var folders = Directory.GetDirectories(Path.Combine(_command.Folder, "board"));
        Assert.Equal(2, folders.Length);
        Assert.All(folders, folder => Assert.True(new FileInfo(Assert.Single(Directory.GetFiles(folder, "events.out.tfevents.*"))).Length > 200));
    }

    [Theory]
    [InlineData("plot none", "There is no run 'none'")]
    [InlineData("plot learned", "has no metrics")]
    [InlineData("plot one --out one/run.json", "which is a file; give a folder")]
    public async Task What_is_wrong_is_said_with_exit_code_2(string arguments, string sentence)
    {
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Contains(sentence, _command.Error, StringComparison.Ordinal);
    }
}
