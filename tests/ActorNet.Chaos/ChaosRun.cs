using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorNet.Chaos.Plan;
using ActorNet.Chaos.Rounds;
using ActorNet.Chaos.World;
using ActorNet.Learning;

namespace ActorNet.Chaos;

/// <summary>Runs one round after another, and tells how they went. What they leave is removed, also after Ctrl-C.</summary>
internal sealed class ChaosRun : IDisposable
{
    private const int Interrupted = 130;

    private readonly ChaosOptions _options;
    private readonly Abilities _abilities;
    private readonly Cleanup _cleanup = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-chaos-").FullName;
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _isStopping;
    private Cleanup _ofRound = new();

    /// <summary>Finds out what can be done here.</summary>
    public ChaosRun(ChaosOptions options)
    {
        _options = options;
        _cleanup.Add(() => Directory.Delete(_folder, recursive: true));
        _abilities = new Abilities(SmallDisk.CanBeHad.Value, options.Network != NetworkUse.Loopback && Networks.CanBeHad.Value);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            _signals.Add(PosixSignalRegistration.Create(signal, _ => Stop()));
    }

    /// <summary>Runs the rounds of these seeds.</summary>
    /// <returns>Whether all went well.</returns>
    public async Task<bool> ExecuteAsync(IEnumerable<ulong> seeds)
    {
        if (_options.Network == NetworkUse.Namespaces && !_abilities.CanCutNetworks)
        {
            Console.Error.WriteLine("--network is namespaces, but they cannot be made here; only root of a Linux machine with the program 'ip' can.");
            return false;
        }

        Console.WriteLine($"Disks {(_abilities.CanFillDisks ? "can be filled" : "cannot be filled here")}; networks {(_abilities.CanCutNetworks ? "can be cut" : "are not cut")}.");
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

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _ofRound.Dispose();
        _cleanup.Dispose();
    }

    private async Task<RoundResult> RunAsync(int number, ulong seed, ExpectedWeights expected)
    {
        var plan = ChaosPlan.Draw(seed, _options.Kinds, _abilities);
        var weights = await expected.OfAsync(plan.Training);
        var folder = Path.Combine(_folder, FormattableString.Invariant($"round-{number}"));
        var watch = Stopwatch.StartNew();
        string? failure = null;
        var restarts = 0;
        using (var cleanup = _ofRound = new Cleanup())
        {
            Stage? stage = null;
            try
            {
                stage = new Stage(folder, _folder, plan.Kind != RoundKind.Alone && _abilities.CanCutNetworks, cleanup);
                var round = Create(plan, stage, expected.Dataset, weights);
                await round.RunAsync();
                restarts = round.Restarts;
            }
            catch (Exception fault) when (fault is ChaosException or InvalidOperationException or InvalidInputException or IOException)
            {
                await UnlessStoppingAsync();
                failure = fault.Message;
                stage?.Processes.ForEach(process => process.Dispose());
                Keep(folder, seed, fault.ToString());
            }
        }

        await UnlessStoppingAsync();
        Directory.Delete(folder, recursive: true);
        return new RoundResult(number, seed, plan, watch.Elapsed, restarts, failure);
    }

    private static Round Create(ChaosPlan plan, Stage stage, string dataset, string weights) => plan.Kind switch
    {
        RoundKind.Alone => new AloneRound(plan, stage, dataset, weights),
        RoundKind.Failover => new FailoverRound(plan, stage, dataset, weights),
        _ => new ClusterRound(plan, stage, dataset, weights),
    };

    private void Keep(string folder, ulong seed, string said)
    {
        if (_options.Keep is null)
            return;
        var kept = Path.Combine(_options.Keep, FormattableString.Invariant($"round-seed-{seed}"));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != SmallDisk.BallastName))
        {
            var copy = Path.Combine(kept, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        Directory.CreateDirectory(kept);
        File.WriteAllText(Path.Combine(kept, "failure.txt"), said);
    }

    /// <summary>Goes no further where a signal has come: whoever cleans up then must be alone.</summary>
    private Task UnlessStoppingAsync() => _isStopping ? Task.Delay(Timeout.InfiniteTimeSpan) : Task.CompletedTask;

    private void Stop()
    {
        _isStopping = true;
        _ofRound.Dispose();
        _cleanup.Dispose();
        Environment.Exit(Interrupted);
    }
}
