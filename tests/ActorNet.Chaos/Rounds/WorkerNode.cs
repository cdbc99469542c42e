using ActorNet.Chaos.World;
using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Chaos.Rounds;

/// <summary>A worker on a host of its own, through all its starts.</summary>
internal sealed class WorkerSlot(Stage stage, string name, IReadOnlyList<string> arguments)
{
    private const int Killed = 128 + (int)Signal.Kill;
    private const int Interrupted = 130;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(15);

    private int _starts;

    /// <summary>What it and its host are called.</summary>
    public string Name => name;

    /// <summary>The process that was started last.</summary>
    public ClusterProcess Process { get; private set; } = null!;

    /// <summary>Whether something has happened that may keep it from hearing that the run is over.</summary>
    public bool IsDisturbed { get; set; }

    /// <summary>Starts it.</summary>
    public void Start() => Process = stage.Start(
        $"{name} (start {++_starts})", name, ["worker", "--name", name, "--exit-when-done", "--join-timeout", "60", "--threads", "1", "--json", .. arguments]);

    /// <summary>Starts it again where it has ended, as whatever runs containers does: perhaps when it has heard that the run is over, and just too late to find anybody.</summary>
    /// <exception cref="ChaosException">It ended by itself, and nothing had happened to it.</exception>
    public async Task ReviveAsync()
    {
        if (!Process.HasEnded)
            return;
        var code = await Process.EndAsync();
        if (code != 0 && !IsDisturbed)
            throw new ChaosException($"{name} ended with {code} by itself. {Process.Said}");
        IsDisturbed = true;
        Start();
    }

    /// <summary>Ends it by a signal, awaits that, and starts it again after a while.</summary>
    /// <exception cref="ChaosException">It ended otherwise.</exception>
    public async Task ReplaceAsync(Signal signal, TimeSpan after)
    {
        IsDisturbed = true;
        await ReviveAsync();
        Process.Send(signal);
        var code = await Process.EndAsync();
        var expected = signal == Signal.Kill ? Killed : Interrupted;
        if (code != expected && code != 0)
            throw new ChaosException($"{name} ended with {code} instead of {expected}. {Process.Said}");
        await Task.Delay(after);
        Start();
    }

    /// <summary>Awaits its end after that of the run; who has not heard of it is asked to leave.</summary>
    /// <exception cref="ChaosException">It ended otherwise.</exception>
    public async Task LeaveAsync()
    {
        var ended = Process.EndAsync();
        if (await Task.WhenAny(ended, Task.Delay(Farewell)) != ended)
        {
            if (!IsDisturbed)
                throw new ChaosException($"{name} did not end within {Farewell.TotalSeconds} s of the run. {Process.Said}");
            Process.Send(Signal.Terminate);
        }

        var code = await ended;
        if (code != 0 && !(IsDisturbed && code is 1 or Interrupted))
            throw new ChaosException($"{name} ended with {code}. {Process.Said}");
    }
}
