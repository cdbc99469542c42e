using ActorNet.Data.Idx;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Tests.DataSets;

public sealed class DataCommandTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Digits_are_written_as_files_that_train_reads()
    {
        Assert.Equal(0, await _command.RunAsync("data", "digits", "--out", "mine", "--train-samples", "30", "--test-samples", "20"));

        Assert.Equal(
            ["mine/train-images-idx3-ubyte.gz", "mine/train-labels-idx1-ubyte.gz", "mine/t10k-images-idx3-ubyte.gz",
                "mine/t10k-labels-idx1-ubyte.gz"],
            _command.OutLines);
        var data = IdxImages.LoadFolder(Path.Combine(_command.Folder, "mine"));
        Assert.Equal((30, 20, (28, 28)), (data.Train.Count, data.Test.Count, data.ImageSize));
    }

    [Fact]
    public async Task Digits_do_not_overwrite_what_is_there()
    {
        Directory.CreateDirectory(Path.Combine(_command.Folder, "taken"));
        _command.Write("taken/thesis.txt");

        Assert.Equal(2, await _command.RunAsync("data", "digits", "--out", "taken"));
        Assert.Equal($"--out is 'taken'; allowed is a folder that does not exist yet or is empty.{Environment.NewLine}", _command.Error);
        Assert.Equal(2, await _command.RunAsync("data", "digits"));
        Assert.Equal($"--out is missing; allowed is the folder to write the files to.{Environment.NewLine}", _command.Error);
    }

    [Fact]
    public async Task Missing_MNIST_is_not_verified()
    {
        Directory.CreateDirectory(Path.Combine(_command.Folder, "here"));

        Assert.Equal(2, await _command.RunAsync("data", "verify", "--data", "here"));
        Assert.Equal(
            $"MNIST is not in '{_command.Folder}/here', '{_command.Folder}/cache'; `actornet data fetch` downloads "
                + $"it.{Environment.NewLine}", _command.Error);
    }

    [Fact]
    public async Task Other_images_are_not_MNIST()
    {
        Assert.Equal(0, await _command.RunAsync("data", "digits", "--out", "mnist", "--train-samples", "3", "--test-samples", "2"));
        Assert.Equal(2, await _command.RunAsync("data", "verify", "--data", "."));
        Assert.Contains("is not MNIST's train-images-idx3-ubyte", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_without_a_network_fails_with_a_sentence()
    {
        Assert.Equal(1, await _command.RunAsync("data", "fetch"));
        Assert.StartsWith("MNIST cannot be downloaded: no mirror sent train-images-idx3-ubyte", _command.Error, StringComparison.Ordinal);
        Assert.Single(_command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("data --help")]
    public async Task Data_alone_shows_its_commands(string arguments)
    {
        Assert.Equal(0, await _command.RunAsync(arguments.Split(' ')));
        Assert.Equal(["  fetch", "  verify", "  digits"], _command.OutLines.Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(' ', 3)]));
    }

    [Fact]
    public async Task Mistyped_subcommand_gets_a_suggestion()
    {
        Assert.Equal(2, await _command.RunAsync("data", "fetsch"));
        Assert.Equal(
            $"'fetsch' is not a command of actornet data; allowed are fetch, verify, digits; did you mean fetch?{Environment.NewLine}",
            _command.Error);
    }
}
