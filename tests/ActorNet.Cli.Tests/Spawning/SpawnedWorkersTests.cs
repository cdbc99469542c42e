using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Security;

namespace ActorNet.Cli.Tests.Spawning;

/// <summary>What the coordinator starts, and what it makes of workers that end; shell scripts stand in for them.</summary>
public sealed class SpawnedWorkersTests : IDisposable
{
    private readonly CommandHarness _command = new();
    private ClusterOptions? _cluster;
    private Func<bool>? _isDone; // null while no worker joins

    public SpawnedWorkersTests() => _command.Context = _command.Context with { Time = TimeProvider.System, Coordinate = CoordinateAsync };

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("0")]
    [InlineData("257")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task Number_out_of_range_is_reported_with_exit_code_2(string number)
    {
        Assert.Equal(2, await _command.RunAsync("coordinator", "--dataset", "digits", "--spawn-workers", number));
        Assert.Matches($"^--spawn-workers is '?{number}'?; allowed is a whole number from 1 to 256.\n$", _command.Error);
        Assert.Null(_cluster);
    }

    [Fact]
    public async Task Worker_gets_the_coordinators_address_threads_and_access_and_its_wrong_input_ends_the_run()
    {
        using (var authority = CertificateAuthority.OpenOrCreate(Path.Combine(_command.Folder, "certs"), TimeProvider.System))
            authority.AddNode("node", 10);
        _command.Write("secret", "correct horse battery");
        Spawns("echo unrelated >&2; echo \"$*\" >&2; exit 2");

        Assert.Equal(1, await _command.RunAsync(
            "coordinator", "--dataset", "digits", "--spawn-workers", "1", "--threads", "3", "--certs", "certs/node",
            "--secret-file", "secret"));
        Assert.Equal(
            "Worker spawned-1 is not started again: it has ended with exit code 2: worker --join here:4710 --name spawned-1 --threads 3 "
                + "--exit-when-done --exit-with-input --quiet --certs certs/node --secret-file secret.\n",
            _command.Error);
    }

    [Theory]
    [InlineData("--spawn-workers 3", 3)]
    [InlineData("--spawn-workers 3 --local-workers 2", 5)]
    [InlineData("--spawn-workers 3 --local-workers 2 --min-workers 1", 1)]
    [InlineData("--local-workers 2", 1)]
    public async Task Run_begins_with_all_workers_that_the_command_starts_unless_the_user_says_otherwise(string options, int minWorkers)
    {
        Spawns("exit 0");
        _isDone = () => true;
        Assert.Equal(0, await _command.RunAsync(["coordinator", "--dataset", "digits", .. options.Split(' ')]));
        Assert.Equal(minWorkers, _cluster!.MinWorkers);
    }

    [Fact]
    public async Task Worker_that_fails_before_it_joins_is_tried_three_times()
    {
        Spawns("echo life >> lives; echo No coordinator answers. >&2; exit 1");
        Assert.Equal(1, await _command.RunAsync("coordinator", "--dataset", "digits", "--spawn-workers", "1"));
        Assert.Equal(
            "Worker spawned-1 is not started again: it has ended 3 times, at last with exit code 1: No coordinator answers.\n",
            _command.Error);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_command.Folder, "lives")).Length);
    }

    [Fact]
    public async Task Run_goes_on_while_there_are_other_workers()
    {
        Spawns("exit 2");
        // The writer of errors is locked while it writes.
        _isDone = () =>
        {
            lock (_command.Context.Error)
                return _command.Error.Count(each => each == '\n') == 2;
        };
        Assert.Equal(0, await _command.RunAsync("coordinator", "--dataset", "digits", "--spawn-workers", "2", "--min-workers", "1"));
        Assert.Equal(
            [
                "Worker spawned-1 is not started again: it has ended with exit code 2.",
                "Worker spawned-2 is not started again: it has ended with exit code 2.",
            ],
            _command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task Program_that_cannot_be_started_is_named()
    {
        _command.Context = _command.Context with { Program = [Path.Combine(_command.Folder, "missing")] };
        Assert.Equal(1, await _command.RunAsync("coordinator", "--dataset", "digits", "--spawn-workers", "1"));
        Assert.Contains("with exit code 127: ", _command.Error, StringComparison.Ordinal);
        Assert.Contains("missing", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_that_does_not_leave_is_killed()
    {
        Spawns("echo $$ > process; exec sleep 1000");
        _isDone = () => File.Exists(Path.Combine(_command.Folder, "process"));
        Assert.Equal(0, await _command.RunAsync("coordinator", "--dataset", "digits", "--spawn-workers", "1"));
        var process = (await File.ReadAllTextAsync(Path.Combine(_command.Folder, "process"))).Trim();
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    private void Spawns(string script) => _command.Context = _command.Context with { Program = ["sh", "-c", script, "actornet"] };

    /// <summary>Listens, and trains with another worker until <see cref="_isDone"/>; without any it waits until it is cancelled.</summary>
    private async Task<TrainingResult> CoordinateAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, ClusterOptions cluster, Action<TrainingEvent> onEvent,
        CancellationToken cancellationToken)
    {
        _cluster = cluster;
        onEvent(new CoordinatorListening(options.RunId, "here:4710"));
        if (_isDone is null)
            await Task.Delay(TimeSpan.FromMinutes(1), cancellationToken);
        onEvent(new WorkerJoined(options.RunId, "other"));
        _command.Trainer.BeforeEpoch = epoch => Deadline.Await(epoch > 1 ? () => true : _isDone!, "what the run waits for");
        return await _command.Trainer.TrainAsync(spec, dataset, options, onEvent, cancellationToken);
    }
}
