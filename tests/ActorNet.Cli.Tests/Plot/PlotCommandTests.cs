using ActorNet.Cli.Tests.Inference;
using ActorNet.Models.Runs;
using ActorNet.Testing;

namespace ActorNet.Cli.Tests.Plot;

public sealed class PlotCommandTests : IAsyncLifetime
{
    private CommandHarness _command = null!;

    public async Task InitializeAsync()
    {
        _command = (await TrainedRun.CommandAsync()).WithRealEngine();
        foreach (var run in new[] { "one", "two" })
            Assert.Equal(
                0, await _command.RunAsync("train", "--network", "784-12-10", "--epochs", "2", "--train-samples", "500", "--seed",
                run == "one" ? "1" : "2", "--out", run, "--tensorboard", "board"));
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
        string[] expected =
            [.. from picture in new[] { "accuracy", "confusion", "learning-rate", "loss", "mistakes",
            "weights" } from ending in new[] { "png", "svg" } select $"{picture}.{ending}"];
        Assert.Equal(expected, Directory.GetFiles(Path.Combine(_command.Folder, "one", "plots")).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
        Assert.Equal(expected.Length, _command.OutLines.Count);
        Assert.All(_command.OutLines, line => Assert.True(new FileInfo(Path.Combine(_command.Folder, line)).Length > 1000));
    }

    [FontFact]
    public async Task Runs_are_compared_in_the_same_pictures()
    {
        Assert.Equal(0, await _command.RunAsync("plot", "one", "two", "--out", "both"));
        var loss = File.ReadAllText(Path.Combine(_command.Folder, "both", "loss.svg"));
        Assert.All(["one training", "one test", "two training", "two test"], name => Assert.Contains(name, loss, StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_command.Folder, "both", "weights.png")));
    }

    [Fact]
    public async Task Losses_of_different_costs_are_not_compared_without_a_word()
    {
        Assert.Equal(0, await _command.RunAsync(
            "train", "--preset", "nielsen", "--network", "784-12-10", "--epochs", "1", "--train-samples", "500", "--out", "runs/other"));
        Assert.Equal(0, await _command.RunAsync("train", "--network", "784-12-10", "--epochs", "1", "--train-samples", "500"));
        const string sentence = "The runs have different costs (negative-log-likelihood, quadratic): their losses cannot be compared.\n";
        Assert.Equal(0, await _command.RunAsync("plot", "one", "runs/other", "--out", "both"));
        Assert.EndsWith(sentence, _command.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _command.RunAsync("runs", "--sort", "loss"));
        Assert.Contains("different costs", _command.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _command.RunAsync("runs"));
        Assert.Equal("", _command.Error);
    }

    [Fact]
    public async Task Run_that_has_just_started_is_left_out()
    {
        var begun = RunDirectory.Create(
            Path.Combine(_command.Folder, "begun"), RunDirectory.Open(Path.Combine(_command.Folder, "two")).Description);
        begun.WriteMetrics([]);
        Assert.Equal(0, await _command.RunAsync("plot", "one", "begun", "--out", "both"));
        Assert.Equal(6, Directory.GetFiles(Path.Combine(_command.Folder, "both")).Length);
    }

    [Fact]
    public async Task Curves_are_drawn_without_the_model()
    {
        File.Delete(Path.Combine(_command.Folder, "one", "model.safetensors"));
        Directory.Delete(Path.Combine(_command.Folder, "one", "checkpoints"), recursive: true);
        Assert.Equal(0, await _command.RunAsync("plot", "one"));
        Assert.Contains("Only the curves are drawn. Run 'one' has no model yet", _command.Error, StringComparison.Ordinal);
        Assert.Equal(6, _command.OutLines.Count);
    }

    [FontFact]
    public async Task Learning_rates_that_are_far_from_each_other_are_on_a_logarithmic_scale()
    {
        Assert.Equal(0, await _command.RunAsync(
            "train", "--optimizer", "adam", "--network", "784-12-10", "--epochs", "1", "--train-samples", "500", "--out", "adam"));
        Assert.Equal(0, await _command.RunAsync("plot", "one", "adam", "--out", "far"));
        Assert.Contains(
            "(logarithmic)", File.ReadAllText(Path.Combine(_command.Folder, "far", "learning-rate.svg")), StringComparison.Ordinal);
        Assert.Equal(0, await _command.RunAsync("plot", "one", "two", "--out", "near"));
        Assert.DoesNotContain(
            "(logarithmic)", File.ReadAllText(Path.Combine(_command.Folder, "near", "learning-rate.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_drawn_where_something_is_wrong()
    {
        _command.Context = _command.Context with { Load = FakeData.Load };
        _command.Write("flowers.csv");
        Assert.Equal(2, await _command.RunAsync("plot", "one", "--dataset", "flowers.csv"));
        Assert.Equal("", _command.Out);
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, "one", "plots")));
    }

    [Fact]
    public void TensorBoard_finds_a_folder_for_each_run()
    {
        var folders = Directory.GetDirectories(Path.Combine(_command.Folder, "board"));
        Assert.Equal(2, folders.Length);
        Assert.All(folders, folder =>
            Assert.True(new FileInfo(Assert.Single(Directory.GetFiles(folder, "events.out.tfevents.*"))).Length > 200));
    }

    [Theory]
    [InlineData("plot none", "Run 'none' does not exist")]
    [InlineData("plot learned", "has no metrics")]
    [InlineData("plot one --out one/run.json", "--out is 'one/run.json'; allowed is a folder, but this is a file")]
    [InlineData("plot one --out one/run.json/x", "--out is 'one/run.json/x'; allowed is a folder that can be written to")]
    [InlineData("train --network 784-12-10 --epochs 1 --out new --tensorboard one/run.json",
        "--tensorboard is 'one/run.json'; allowed is a folder, but this is a file")]
    public async Task Error_is_reported_with_exit_code_2(string arguments, string sentence)
    {
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Contains(sentence, _command.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, "new")), "it left a run");
    }
}
