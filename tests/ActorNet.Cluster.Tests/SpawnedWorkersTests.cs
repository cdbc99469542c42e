using System.Globalization;
using ActorNet.Cluster.Tests.Harness;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests;

/// <summary>Workers that the coordinator starts itself.</summary>
public sealed class SpawnedWorkersTests : IDisposable
{
    private const string Name = "spawned-";

    private static readonly int[] Numbers = [1, 2];

    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Spawned_workers_with_the_coordinators_certificates_and_secret_train_to_the_weights_of_one_process_and_end_with_the_run()
    {
        await _cluster.Start("certs", ["certs", "init", "certs", "--node", "one"]).ExpectExitAsync();
        File.WriteAllText(_cluster.PathOf("secret"), "correct horse battery staple\n");
        var coordinator = await _cluster.StartCoordinatorAsync(
            [
                .. Digits.Options("run"), "--spawn-workers", "2", "--local-workers", "1", "--threads", "2",
                "--certs", "certs/one", "--secret-file", "secret",
            ]);
        var endpoint = coordinator.Endpoint;
        var started = await coordinator.WaitForEventAsync("training-started");
        Assert.Equal(3, started.GetProperty("workers").GetInt32());
        Assert.All(Numbers, number =>
        {
            var line = CommandLineOf(endpoint, number);
            Assert.Contains("--threads 2 ", line, StringComparison.Ordinal);
            Assert.EndsWith("--certs certs/one --secret-file secret", line, StringComparison.Ordinal);
        });

        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(_cluster.PathOf("run")));
        Assert.Empty(WorkersOf(endpoint));
        Assert.Equal("", coordinator.Errors);
        Assert.All(coordinator.Output.Split('\n'), line => Assert.StartsWith("{", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_worker_is_started_again_and_the_terminated_coordinator_saves_the_run_and_leaves_no_worker()
    {
        var coordinator = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        var endpoint = coordinator.Endpoint;
        await coordinator.WaitForStepAsync(50);
        var beforeKill = coordinator.EventCount;
        Signals.Send(WorkersOf(endpoint)[2], Signal.Kill);
        await coordinator.WaitForWorkerLeftAsync("spawned-2", beforeKill);
        await coordinator.WaitForWorkerJoinedAsync("spawned-2", beforeKill);
        await coordinator.WaitForStepByAsync("spawned-2", coordinator.EventCount);

        await coordinator.ExpectInterruptedAsync(_cluster.PathOf("run"));
        Assert.Empty(WorkersOf(endpoint));
        Assert.DoesNotContain("spawned-2", coordinator.Errors, StringComparison.Ordinal);
        Assert.EndsWith(
            "Interrupted; resume with: actornet coordinator --resume run --listen 127.0.0.1:0 --spawn-workers 2 --cluster-port 0\n",
            coordinator.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_that_keeps_dying_is_given_up_and_the_run_ends_when_no_other_is_left()
    {
        var coordinator = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        var endpoint = coordinator.Endpoint;
        await coordinator.WaitForStepAsync(1);
        for (var life = 1; life <= 3; life++)
        {
            await Poll.UntilAsync(() => WorkersOf(endpoint).Count == Numbers.Length, $"the workers are there for the {life}. time");
            var killed = WorkersOf(endpoint).Values;
            foreach (var process in killed)
                Signals.Send(process, Signal.Kill);
            await Poll.UntilAsync(
                () => !WorkersOf(endpoint).Values.Intersect(killed).Any(), $"the workers are gone for the {life}. time");
        }

        await coordinator.ExpectExitAsync(1);
        Assert.Equal(
            Numbers.Select(number =>
                $"Worker spawned-{number} is not started again: it has ended 3 times, at last with exit code 137."),
            coordinator.Errors.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
        Assert.Empty(WorkersOf(endpoint));
    }

    [Fact]
    public async Task Workers_leave_the_terminals_interrupt_to_the_coordinator_and_end_when_it_is_killed()
    {
        var coordinator = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--spawn-workers", "2"]);
        var endpoint = coordinator.Endpoint;
        await coordinator.WaitForStepAsync(50);
        var before = coordinator.EventCount;
        foreach (var process in WorkersOf(endpoint).Values)
            Signals.Send(process, Signal.Interrupt);
        await coordinator.WaitForStepAsync(0, before);
        Assert.False(coordinator.HasEvent("worker-left"));
        Assert.Equal(2, WorkersOf(endpoint).Count);

        coordinator.Send(Signal.Kill);
        await Poll.UntilAsync(() => WorkersOf(endpoint).Count == 0, "the workers have left");
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
