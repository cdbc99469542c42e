using ActorNet.Cli.Cluster;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Security;

namespace ActorNet.Cli.Tests.Cluster;

public sealed class SecurityOptionsTests : IDisposable
{
    private const string Secret = "correct horse battery";

    private readonly CommandHarness _command = new();
    private readonly Dictionary<string, string> _environment = [];
    private (NodeCertificates? Certificates, JoinSecret? Secret)? _given;

    public SecurityOptionsTests()
    {
        _command.Context = _command.Context with
        {
            Variable = name => _environment.GetValueOrDefault(name),
            Work = (options, _, _) =>
            {
                _given = (options.Certificates, options.Secret);
                return Task.CompletedTask;
            },
            Coordinate = (spec, dataset, options, cluster, onEvent, cancellationToken) =>
            {
                _given = (cluster.Certificates, cluster.Secret);
                return _command.Trainer.TrainAsync(spec, dataset, options, onEvent, cancellationToken);
            },
            AskStatus = (_, certificates, _) =>
            {
                _given = (certificates, null);
                return Task.FromResult(new RunStatus("r", "training", "784-10", 1, 1, 0, 1, null, 0, [], new StatusCounters(0, 0, 0, 0)));
            },
        };
        using var authority = CertificateAuthority.OpenOrCreate(Path.Combine(_command.Folder, "certs"), _command.Clock);
        authority.AddNode("node", 10);
        _command.Write("secret", Secret + "\n");
        _command.Write("short", "0123456789abcde\n");
    }

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("worker --join here")]
    [InlineData("coordinator --dataset digits")]
    public async Task Certificates_and_secret_come_from_options_or_the_environment_or_are_none(string command)
    {
        await RunsAsync(command);
        Assert.Equal((null, null), _given);

        _given = null;
        await RunsAsync($"{command} --certs certs/node --secret-file secret");
        Assert.True(_given is { Certificates: not null, Secret: not null });

        _given = null;
        (_environment["ACTORNET_CERTS"], _environment["ACTORNET_SECRET"]) = ("certs/node", Secret);
        await RunsAsync(command);
        Assert.True(_given is { Certificates: not null, Secret: not null });

        _given = null;
        (_environment["ACTORNET_CERTS"], _environment["ACTORNET_SECRET"]) = ("", "");
        await RunsAsync(command);
        Assert.Equal((null, null), _given);
    }

    [Fact]
    public async Task Option_goes_before_the_environment()
    {
        _environment["ACTORNET_CERTS"] = "nowhere";
        await RunsAsync("status --join here --certs certs/node");
        Assert.NotNull(_given!.Value.Certificates);
    }

    [Theory]
    [InlineData("worker --join here")]
    [InlineData("status --join here")]
    [InlineData("coordinator --dataset digits")]
    public async Task Missing_folder_is_reported_with_exit_code_2_before_anything_is_written(string command)
    {
        Assert.Equal(2, await _command.RunAsync([.. command.Split(' '), "--certs", "nowhere"]));
        Assert.Equal(
            $"Certificate folder '{_command.Folder}/nowhere' does not exist; it has ca.crt, node.crt and node.key; make it with "
                + $"`actornet certs init`.\n",
            _command.Error.ReplaceLineEndings("\n"));
        Assert.Null(_given);
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, "runs")));
    }

    [Theory]
    [InlineData("--secret-file short", "",
        "Join secret file '{0}/short' has 15 characters; a join secret has 16 to 4096, such as those of `openssl rand -hex 32`.")]
    [InlineData(
        "", "0123456789abcde", "ACTORNET_SECRET has 15 characters; a join secret has 16 to 4096, such as those of `openssl rand -hex 32`.")]
    [InlineData("--secret-file secret", Secret,
        "--secret-file and ACTORNET_SECRET are both given; a run has one join secret; leave one of them out.")]
    [InlineData("--secret-file none", "", "Join secret file '{0}/none' does not exist; give an existing file.")]
    public async Task Wrong_secret_is_reported_with_exit_code_2(string options, string variable, string sentence)
    {
        _environment["ACTORNET_SECRET"] = variable;
        foreach (var command in new[] { "worker --join here", "coordinator --dataset digits" })
        {
            Assert.Equal(2, await _command.RunAsync($"{command} {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            Assert.Equal(
                sentence.Replace("{0}", _command.Folder, StringComparison.Ordinal) + "\n", _command.Error.ReplaceLineEndings("\n"));
            Assert.Null(_given);
        }

        Assert.False(Directory.Exists(Path.Combine(_command.Folder, "runs")));
    }

    [Fact]
    public async Task Certificates_and_insecure_exclude_each_other()
    {
        _command.Context = _command.Context with { Work = ClusterWorker.RunAsync, CheckListening = ClusterTrainer.CheckListeningAsync };
        foreach (var command in new[] { "worker --join here", "coordinator --dataset digits" })
        {
            Assert.Equal(2, await _command.RunAsync($"{command} --certs certs/node --insecure".Split(' ')));
            Assert.Equal(
                "--insecure is on; allowed is off with --certs (or ACTORNET_CERTS), which encrypt all connections; leave one of them "
                    + "out.\n",
                _command.Error.ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public async Task Secret_and_its_path_are_in_no_file_of_the_run_and_not_printed()
    {
        await RunsAsync("coordinator --dataset digits --certs certs/node --secret-file secret --min-workers 2");
        var files = Directory.GetFiles(_command.RunFolder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("run.json", StringComparison.Ordinal));
        foreach (var text in files.Select(File.ReadAllText).Append(_command.Out).Append(_command.Error))
        {
            Assert.DoesNotContain("horse", text, StringComparison.Ordinal);
            Assert.DoesNotContain("certs/node", text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Command_to_be_given_again_names_the_options_and_not_their_paths()
    {
        var options = new CoordinatorOptions();
        var command = new System.CommandLine.Command("coordinator");
        foreach (var option in options.Group.Options)
            command.Options.Add(option);
        var parsed = command.Parse(["--certs", "certs/node", "--listen", "127.0.0.1:1", "--secret-file", "secret"]);
        Assert.Equal(["--listen", "127.0.0.1:1", "--certs", "FOLDER", "--secret-file", "FILE"], options.Given(parsed));
    }

    private async Task RunsAsync(string command)
    {
        var exitCode = await _command.RunAsync(command.Split(' '));
        Assert.True(exitCode == 0, _command.Error);
    }
}
