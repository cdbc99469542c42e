using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorNet.Chaos.Environments;
using ActorNet.Chaos.Plan;
using ActorNet.Chaos.Rounds;
using ActorNet.Learning;
using ActorNet.TestKit.Processes;
using ActorNet.Testing;

namespace ActorNet.Chaos;

/// <summary>
/// Runs rounds one after another and prints their results. All files, mounts, namespaces and processes are removed, also after Ctrl-C.
/// </summary>
internal sealed class ChaosRun : IDisposable
{

    private readonly ChaosOptions _options;
    private readonly Capabilities _capabilities;
    private readonly Cleanup _cleanup = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-chaos-").FullName;
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _isStopping;
    private Cleanup _roundCleanup = new();

    public ChaosRun(ChaosOptions options)
    {
        _options = options;
        _cleanup.Add(() => Directory.Delete(_folder, recursive: true));
        _capabilities = new Capabilities(SmallDisk.IsAvailable, options.Network != NetworkUse.Loopback && Networks.IsSupported.Value);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            _signals.Add(PosixSignalRegistration.Create(signal, _ => Stop()));
    }

    /// <returns>Whether all rounds passed.</returns>
    public async Task<bool> ExecuteAsync(IEnumerable<ulong> seeds)
    {
        if (_options.Network == NetworkUse.Namespaces && !_capabilities.CanPartitionNetworks)
        {
            Console.Error.WriteLine(
                "--network is namespaces, but this process cannot create them: it needs root on Linux and the program 'ip'.");
            return false;
        }

        Console.WriteLine(
            $"Disks {(_capabilities.CanFillDisks ? "can be filled" : "cannot be filled here")}; "
            + $"networks {(_capabilities.CanPartitionNetworks ? "can be cut" : "are not cut")}.");
        var expected = new ExpectedWeights(_folder, _cleanup);
        var results = new List<RoundResult>();
        foreach (var seed in seeds)
        {
            var result = await RunAsync(results.Count + 1, seed, expected);
            results.Add(result);
            Console.WriteLine(result);
            if (result.Failure is not null)
                Console.Error.WriteLine(result.Failure);
        }

        Console.WriteLine(RoundResult.TotalOf(results));
        return results.All(result => result.Failure is null);
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _roundCleanup.Dispose();
        _cleanup.Dispose();
    }

    private async Task<RoundResult> RunAsync(int number, ulong seed, ExpectedWeights expected)
    {
        var plan = ChaosPlan.Draw(seed, _options.Topologies, _capabilities);
        var weights = await expected.OfAsync(plan.Training);
        var folder = Path.Combine(_folder, FormattableString.Invariant($"round-{number}"));
        var watch = Stopwatch.StartNew();
        string? failure = null;
        var restarts = 0;
        using (var cleanup = _roundCleanup = new Cleanup())
        {
            TestEnvironment? environment = null;
            try
            {
                environment = new TestEnvironment(
                    folder, _folder, plan.Topology != Topology.Alone && _capabilities.CanPartitionNetworks, cleanup);
                var round = Create(plan, environment, expected.Dataset, weights);
                await round.RunAsync();
                restarts = round.Restarts;
            }
            catch (Exception fault) when (fault is ChaosException or ProcessFailedException or InvalidOperationException
                or InvalidInputException or IOException)
            {
                await HaltIfStoppingAsync();
                failure = fault.Message;
                environment?.Processes.ForEach(process => process.Dispose());
                Keep(folder, seed, fault.ToString());
            }
        }

        await HaltIfStoppingAsync();
        Directory.Delete(folder, recursive: true);
        return new RoundResult(number, seed, plan, watch.Elapsed, restarts, failure);
    }

    private static Round Create(ChaosPlan plan, TestEnvironment environment, string dataset, string weights) => plan.Topology switch
    {
        Topology.Alone => new AloneRound(plan, environment, dataset, weights),
        Topology.Failover => new FailoverRound(plan, environment, dataset, weights),
        _ => new ClusterRound(plan, environment, dataset, weights),
    };

    private void Keep(string folder, ulong seed, string error)
    {
        if (_options.Keep is null)
            return;
        var kept = Path.Combine(_options.Keep, FormattableString.Invariant($"round-seed-{seed}"));
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
        foreach (var file in files.Where(file => Path.GetFileName(file) != SmallDisk.BallastName))
        {
            var copy = Path.Combine(kept, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        Directory.CreateDirectory(kept);
        File.WriteAllText(Path.Combine(kept, "failure.txt"), error);
    }

    /// <summary>Waits forever after a signal: only the signal handler may clean up then.</summary>
    private Task HaltIfStoppingAsync() => _isStopping ? Task.Delay(Timeout.InfiniteTimeSpan) : Task.CompletedTask;

    private void Stop()
    {
        _isStopping = true;
        _roundCleanup.Dispose();
        _cleanup.Dispose();
        Environment.Exit(Exits.Interrupted);
    }
}
