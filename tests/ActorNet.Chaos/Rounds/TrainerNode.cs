using ActorNet.Chaos.World;
using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Chaos.Rounds;

/// <summary>A process that trains or can take over, on a host and a disk of its own, through all its starts.</summary>
/// <param name="stage">Where it runs.</param>
/// <param name="name">What it and its host are called.</param>
/// <param name="arguments">What it is told, given whether it was started before.</param>
internal sealed class TrainerSlot(Stage stage, string name, Func<string, bool, IEnumerable<string>> arguments)
{
    private const int Killed = 128 + (int)Signal.Kill;
    private const int Interrupted = 130;
    private const int Failed = 1;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    private int _starts;

    /// <summary>What it and its host are called.</summary>
    public string Name => name;

    /// <summary>Its disk, with the run in it.</summary>
    public SmallDisk Disk { get; } = stage.AddDisk(name);

    /// <summary>The run's folder.</summary>
    public string Run { get; } = stage.PathOf(Path.Combine(name, "run"));

    /// <summary>The process that was started last.</summary>
    public ClusterProcess Process { get; private set; } = null!;

    /// <summary>How often it was started again.</summary>
    public int Restarts => _starts - 1;

    /// <summary>Whether it has ended with the outcome.</summary>
    public bool IsDone => Process.HasEnded && Process.EndAsync().GetAwaiter().GetResult() == 0;

    /// <summary>Starts it.</summary>
    public void Start() => Process = stage.Start($"{name} (start {++_starts})", name, arguments(Run, _starts > 1));

    /// <summary>Sends a signal.</summary>
    /// <returns>False where it had ended before.</returns>
    public bool TrySend(Signal signal)
    {
        try
        {
            Process.Send(signal);
            return true;
        }
        catch (InvalidOperationException) when (Process.HasEnded)
        {
            return false;
        }
    }

    /// <summary>Awaits its end when the run is over; who was started again too late to hear of it is asked to leave.</summary>
    /// <exception cref="ChaosException">It ended otherwise.</exception>
    public async Task LeaveAsync()
    {
        var ended = Process.EndAsync();
        if (await Task.WhenAny(ended, Task.Delay(Farewell)) != ended)
        {
            if (Restarts == 0)
                throw new ChaosException($"{name} did not end within {Farewell.TotalSeconds} s of the run. {Process.Said}");
            TrySend(Signal.Terminate);
        }

        var code = await ended;
        if (code != 0 && !(Restarts > 0 && code is Interrupted or Failed))
            throw new ChaosException($"{name} ended with {code}. {Process.Said}");
    }

    /// <summary>Ends it by a signal, and awaits its end.</summary>
    /// <returns>Whether it is to be started again; else it was done before the signal came.</returns>
    /// <exception cref="ChaosException">It ended otherwise.</exception>
    public async Task<bool> EndByAsync(Signal signal)
    {
        TrySend(signal);
        var code = await Process.EndAsync();
        if (code == 0)
            return false;
        var expected = signal == Signal.Kill ? Killed : Interrupted;
        // Who is asked to end while the disk is full cannot keep what it has computed, and says so.
        return code == expected || (code == Failed && Disk.WasFull) ? true : throw new ChaosException($"{name} ended with {code} instead of {expected}. {Process.Said}");
    }
}
