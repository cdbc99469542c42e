using System.Globalization;
using ActorNet.Cluster.Tests.Harness;
using ActorNet.Testing;
using ActorNet.Testing.Processes;

namespace ActorNet.Cluster.Tests;

/// <summary>Workers that the coordinator starts itself.</summary>
public sealed class SpawnedWorkersTests : IDisposable
{
    private const string Name = "spawned-";

    private static readonly int[] Numbers = [1, 2];

    private readonly TestCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Spawned_workers_train_to_the_weights_of_one_process_and_end_with_the_run()
    {
        var (coordinator, endpoint) = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run"), "--spawn-workers", "2", "--local-workers", "1", "--threads", "2"]);
        var started = await coordinator.WaitForEventAsync("training-started");
        Assert.Equal(3, started.GetProperty("workers").GetInt32());
        Assert.All(Numbers, number => Assert.Contains("--threads 2 ", CommandLineOf(endpoint, number), StringComparison.Ordinal));

        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(_cluster.PathOf("run")));
        Assert.Empty(WorkersOf(endpoint));
        Assert.Equal("", coordinator.Errors);
        Assert.All(coordinator.Output.Split('\n'), line => Assert.StartsWith("{", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_worker_is_started_again_and_the_weights_are_the_same()
    {
        var (coordinator, endpoint) = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        await coordinator.WaitForStepAsync(50);
        var beforeKill = coordinator.EventCount;
        Signals.Send(WorkersOf(endpoint)[2], Signal.Kill);

        await coordinator.WaitForWorkerLeftAsync("spawned-2", beforeKill);
        await coordinator.WaitForWorkerJoinedAsync("spawned-2", beforeKill);
        await coordinator.WaitForStepByAsync("spawned-2", coordinator.EventCount);
        coordinator.Send(Signal.Terminate);
        await coordinator.ExpectExitAsync(130);
        var steps = coordinator.LastObject.GetProperty("steps").GetInt64();
        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(_cluster.PathOf("run"), steps), 130);
        Assert.DoesNotContain("spawned-2", coordinator.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_that_keeps_dying_is_given_up_and_the_run_ends_when_no_other_is_left()
    {
        var (coordinator, endpoint) = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        await coordinator.WaitForStepAsync(1);
        foreach (var number in Numbers)
        {
            for (var life = 1; life <= 3; life++)
            {
                Deadline.Await(() => WorkersOf(endpoint).ContainsKey(number), $"worker {number} is there for the {life}. time");
                var killed = WorkersOf(endpoint)[number];
                Signals.Send(killed, Signal.Kill);
                Deadline.Await(() => !WorkersOf(endpoint).ContainsValue(killed), $"worker {number} is gone for the {life}. time");
            }
        }

        await coordinator.ExpectExitAsync(1);
        Assert.Equal(
            string.Concat(Numbers.Select(number =>
                $"Worker spawned-{number} is not started again: it has ended 3 times, at last with exit code 137.\n")),
            coordinator.Errors);
        Assert.Empty(WorkersOf(endpoint));
    }

    [Fact]
    public async Task Terminated_coordinator_saves_the_run_and_leaves_no_worker()
    {
        var (coordinator, endpoint) = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        await coordinator.WaitForStepAsync(50);
        coordinator.Send(Signal.Terminate);

        await coordinator.ExpectExitAsync(130);
        Assert.Empty(WorkersOf(endpoint));
        Assert.EndsWith(
            "Interrupted; resume with: actornet coordinator --resume run --listen 127.0.0.1:0 --spawn-workers 2 --cluster-port 0\n",
            coordinator.Errors, StringComparison.Ordinal);
        var steps = coordinator.LastObject.GetProperty("steps").GetInt64();
        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(_cluster.PathOf("run"), steps), 130);
    }

    [Fact]
    public async Task Killed_coordinator_leaves_no_worker()
    {
        var (coordinator, endpoint) = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        await coordinator.WaitForStepAsync(50);
        Assert.Equal(2, WorkersOf(endpoint).Count);
        coordinator.Send(Signal.Kill);

        Deadline.Await(() => WorkersOf(endpoint).Count == 0, "the workers have left");
    }

    [Fact]
    public async Task Terminals_interrupt_of_the_whole_group_is_left_to_the_coordinator()
    {
        var (coordinator, endpoint) = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        await coordinator.WaitForStepAsync(50);
        var before = coordinator.EventCount;
        foreach (var process in WorkersOf(endpoint).Values)
            Signals.Send(process, Signal.Interrupt);
        await coordinator.WaitForStepAsync(0, before);
        Assert.False(coordinator.HasEvent("worker-left"));
        coordinator.Send(Signal.Terminate);

        await coordinator.ExpectExitAsync(130);
        Assert.Equal("interrupted", coordinator.LastObject.GetProperty("stopReason").GetString());
        Assert.Empty(WorkersOf(endpoint));
    }

    [Fact]
    public async Task Spawned_workers_show_the_coordinators_certificates_and_secret()
    {
        await _cluster.Start("certs", ["certs", "init", "certs", "--node", "one"]).ExpectExitAsync();
        File.WriteAllText(_cluster.PathOf("secret"), "correct horse battery staple\n");
        var (coordinator, endpoint) = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run"), "--spawn-workers", "2", "--certs", "certs/one", "--secret-file", "secret"]);
        await coordinator.WaitForStepAsync(1);
        Assert.EndsWith("--certs certs/one --secret-file secret", CommandLineOf(endpoint, 1), StringComparison.Ordinal);

        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(_cluster.PathOf("run")));
    }

    private static string CommandLineOf(string endpoint, int number) => string.Join(' ', ArgumentsOf(WorkersOf(endpoint)[number]));

    /// <summary>The process id of each worker that was spawned to join this endpoint, by its number.</summary>
    private static Dictionary<int, int> WorkersOf(string endpoint)
    {
        var workers = new Dictionary<int, int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process))
                continue;
            var arguments = ArgumentsOf(process);
            if (arguments.Contains(endpoint) && arguments.FirstOrDefault(IsName) is { } name)
                workers[int.Parse(name[Name.Length..], CultureInfo.InvariantCulture)] = process;
        }

        return workers;
    }

    private static bool IsName(string argument) => argument.StartsWith(Name, StringComparison.Ordinal);

    /// <summary>None if the process has ended.</summary>
    private static string[] ArgumentsOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/cmdline").TrimEnd('\0').Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
