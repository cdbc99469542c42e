namespace ActorNet.Cli.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Command_alone_shows_its_commands(string arguments)
    {
        Assert.Equal(0, await _command.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Contains("Usage: actornet COMMAND [options]", _command.OutLines);
        Assert.Contains(_command.OutLines, line => line.StartsWith("  train ", StringComparison.Ordinal));
        Assert.Equal("", _command.Error);
    }

    [Theory]
    [InlineData("train --help")]
    [InlineData("train --batch 0 --help")]
    [InlineData("train --foo -h")]
    public async Task Help_of_train_names_every_option_with_its_default(string arguments)
    {
        Assert.Equal(0, await _command.RunAsync(arguments.Split(' ')));

        string[] options =
        [
            "--dataset", "--data", "--target", "--task", "--train-samples", "--validation-samples", "--preset", "--network", "--activation",
            "--output", "--cost", "--init", "--init-from", "--optimizer", "--learning-rate", "--schedule", "--momentum", "--beta1",
            "--beta2", "--epsilon", "--l2",
            "--batch", "--micro-batch", "--epochs", "--seed", "--target-accuracy", "--patience", "--workers", "--threads", "--out",
            "--continue", "--checkpoint-every",
            "--keep-checkpoints", "--resume", "--tensorboard", "--trace", "--trace-hashes", "--json", "--quiet",
        ];
        Assert.Equal(
            options, _command.OutLines.Where(line => line.StartsWith("  --", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
        Assert.All(_command.OutLines, line => Assert.InRange(line.TrimEnd().Length, 1, 110));
        Assert.Contains("  --seed N                  where all random numbers start [1]", _command.OutLines.Select(line => line.TrimEnd()));
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("verify")]
    [InlineData("predict")]
    [InlineData("export")]
    [InlineData("plot")]
    [InlineData("trace")]
    [InlineData("lesson")]
    [InlineData("runs")]
    public async Task Help_says_how_a_command_is_called_in_lines_that_fit(string command)
    {
        Assert.Equal(0, await _command.RunAsync(command, "--help"));
        Assert.Contains(_command.OutLines, line => line.StartsWith($"Usage: actornet {command} ", StringComparison.Ordinal));
        Assert.All(_command.OutLines, line => Assert.InRange(line.TrimEnd().Length, 1, 118));
    }

    [Fact]
    public async Task Version_is_the_programs()
    {
        Assert.Equal(0, await _command.RunAsync("--version"));
        Assert.Matches(@"^actornet 0\.1\.0 \(\.NET [\d.]+, \d+-bit vectors\)\r?\n$", _command.Out);
    }
}
