using ActorNet.Transport.Security;

namespace ActorNet.Cli.Tests.Certificates;

public sealed class CertsCommandTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Authority_and_nodes_are_made_and_printed()
    {
        Assert.Equal(0, await _command.RunAsync("certs", "init", "certs", "--node", "coordinator, worker-1", "--days", "30"));
        Assert.Equal(
            [
                "Authority certs made, good until 2036-11-19",
                "Node      certs/coordinator made, good until 2026-12-22",
                "Node      certs/worker-1 made, good until 2026-12-22",
            ],
            _command.OutLines);
        NodeCertificates.Load(Path.Combine(_command.Folder, "certs", "worker-1"), _command.Clock);
    }

    [Fact]
    public async Task Again_it_keeps_what_is_there_and_adds_what_is_not()
    {
        await _command.RunAsync("certs", "init", "certs", "--node", "a");
        var key = await File.ReadAllTextAsync(Path.Combine(_command.Folder, "certs", "a", "node.key"));
        Assert.Equal(0, await _command.RunAsync("certs", "init", "certs", "--node", "a,b"));
        Assert.Equal(["certs kept,", "certs/a kept,", "certs/b made,"], _command.OutLines.Select(
            line => string.Join(' ', line[10..].Split(' ').Take(2))));
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(_command.Folder, "certs", "a", "node.key")));
    }

    [Fact]
    public async Task Without_names_there_is_one_node_for_all()
    {
        Assert.Equal(0, await _command.RunAsync("certs", "init", "certs"));
        NodeCertificates.Load(Path.Combine(_command.Folder, "certs", "node"), _command.Clock);
    }

    [Theory]
    [InlineData("certs init", "FOLDER is missing: the authority's folder, made where it is missing.")]
    [InlineData(
        "certs init x --node a,,b",
        "--node is empty; allowed is a host name or an address: 1 to 64 ASCII letters, digits, hyphens, underscores and dots, no dot at "
            + "either end.")]
    [InlineData(
        "certs init x --node ../up",
        "--node is '../up'; allowed is a host name or an address: 1 to 64 ASCII letters, digits, hyphens, underscores and dots, no dot "
            + "at either end.")]
    [InlineData("certs init x --days 0", "--days is 0; allowed is a whole number from 1 to 3650.")]
    [InlineData("certs make", "'make' is not a command of actornet certs; allowed are init.")]
    [InlineData("certs init file", "'{0}/file' cannot be written: The file '{0}/file' already exists.")]
    public async Task Wrong_argument_is_reported_with_exit_code_2(string arguments, string sentence)
    {
        _command.Write("file");
        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Equal(sentence.Replace("{0}", _command.Folder, StringComparison.Ordinal) + "\n", _command.Error.ReplaceLineEndings("\n"));
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, "x")));
    }

    [Theory]
    [InlineData("certs")]
    [InlineData("certs --help")]
    public async Task Certs_alone_shows_its_command(string arguments)
    {
        Assert.Equal(0, await _command.RunAsync(arguments.Split(' ')));
        Assert.Contains(_command.OutLines, line => line.StartsWith("  init ", StringComparison.Ordinal));
    }
}
