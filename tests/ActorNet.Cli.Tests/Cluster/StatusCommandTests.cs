using ActorNet.Learning;
using ActorNet.Coordination.Training;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Cluster;

public sealed class StatusCommandTests : IDisposable
{
    private static readonly string[] Question = ["status", "--join", "127.0.0.1:4710"];

    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Status_without_here_needs_no_worker()
    {
        Answer();

        Assert.Equal(0, await _command.RunAsync(Question));
        Assert.StartsWith("Run first (784-10): waiting for workers", _command.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "node-1-17")]
    [InlineData(true, "node-2-1", "node-1-17")]
    [InlineData(false)]
    [InlineData(false, "node-10-17")]
    [InlineData(false, "other-node-1-17")]
    public async Task Status_here_fails_unless_a_worker_of_this_machine_takes_part(bool isHere, params string[] workers)
    {
        _command.Context = _command.Context with { MachineName = "node-1" };
        Answer(workers);

        Assert.Equal(isHere ? 0 : 1, await _command.RunAsync([.. Question, "--here"]));
        Assert.Equal(
            isHere ? "" : "No worker process of machine 'node-1' takes part in run first.\n", _command.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Status_here_knows_a_worker_by_the_name_it_has_without_name()
    {
        string? name = null;
        _command.Context = _command.Context with
        {
            MachineName = "node-1",
            ProcessId = 17,
            Work = (options, _, _) =>
            {
                name = options.Name;
                return Task.CompletedTask;
            },
        };
        await _command.RunAsync("worker", "--join", "127.0.0.1:4710");
        Answer(name!);

        Assert.Equal("node-1-17", name);
        Assert.Equal(0, await _command.RunAsync([.. Question, "--here"]));
    }

    [Fact]
    public async Task Of_several_coordinators_the_one_that_trains_tells()
    {
        Answer("node-1-1");
        var training = _command.Context.AskStatus;
        _command.Context = _command.Context with
        {
            AskStatus = async (endpoint, certificates, cancellationToken) => endpoint.Host switch
            {
                "lost" => throw new TrainingFailedException("The coordinator at lost:4710 does not answer."),
                "second" => await training(endpoint, certificates, cancellationToken),
                _ => (await training(endpoint, certificates, cancellationToken)) with { State = RunStatus.StandingBy, Step = 7 },
            },
        };

        Assert.Equal(0, await _command.RunAsync("status", "--join", "lost,first,second"));
        Assert.Contains("node-1-1", _command.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _command.RunAsync("status", "--join", "lost,first"));
        Assert.Contains("standing by, with a copy of step 7", _command.Out, StringComparison.Ordinal);
        Assert.Equal(1, await _command.RunAsync("status", "--join", "lost,lost"));
    }

    private void Answer(params string[] workers) => _command.Context = _command.Context with
    {
        AskStatus = (_, _, _) => Task.FromResult(new RunStatus(
            "first", "waiting-for-workers", "784-10", 1, 2, 0, 100, null, 0,
            [.. workers.Select(worker => new WorkerStatus(worker, 1, 0, 0))], new StatusCounters(0, 0, 0, 0))),
    };
}
