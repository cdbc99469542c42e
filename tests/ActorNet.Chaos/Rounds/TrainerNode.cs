using ActorNet.Chaos.Environments;
using ActorNet.TestKit.Processes;

namespace ActorNet.Chaos.Rounds;

/// <summary>A process that trains or can take over, with its own host and disk, across restarts.</summary>
/// <param name="environment">The environment that starts it.</param>
/// <param name="name">The name of the process and of its host.</param>
/// <param name="arguments">The command's arguments, given the run's folder and whether it is a restart.</param>
internal sealed class TrainerNode(TestEnvironment environment, string name, Func<string, bool, IEnumerable<string>> arguments)
{
    private const int Failed = 1;

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(20);

    private int _starts;

    public string Name => name;

    /// <summary>Contains the run.</summary>
    public TrainerDisk Disk { get; } = environment.AddDisk(name);

    public string Run { get; } = environment.PathOf(Path.Combine(name, "run"));

    /// <summary>The latest start.</summary>
    public ActorNetProcess Process { get; private set; } = null!;

    public int Restarts => _starts - 1;

    /// <summary>Whether it exited with the final weights.</summary>
    public bool IsDone => Process.HasExited && Process.WaitForExitAsync().GetAwaiter().GetResult() == 0;

    public void Start() => Process = environment.Start($"{name} (start {++_starts})", name, arguments(Run, _starts > 1));

    /// <returns>False if the process has exited already.</returns>
    public bool TrySend(Signal signal)
    {
        try
        {
            Process.Send(signal);
            return true;
        }
        catch (ProcessFailedException) when (Process.HasExited)
        {
            return false;
        }
    }

    /// <summary>Waits for its exit at the end of the run. A process that was restarted too late to notice the end gets SIGTERM.</summary>
    /// <exception cref="ChaosException">It exited with an error.</exception>
    public async Task WaitForRunEndAsync()
    {
        var ended = Process.WaitForExitAsync();
        if (await Task.WhenAny(ended, Task.Delay(ExitTimeout)) != ended)
        {
            if (Restarts == 0)
                throw new ChaosException($"{name} did not exit within {ExitTimeout.TotalSeconds} s of the run's end. {Process.Transcript}");
            TrySend(Signal.Terminate);
        }

        var code = await ended;
        if (code != 0 && !(Restarts > 0 && code is Exits.Interrupted or Failed))
            throw new ChaosException($"{name} exited with {code}. {Process.Transcript}");
    }

    /// <summary>Ends it by a signal and waits for its exit.</summary>
    /// <returns>True if it has to be restarted; false if it completed the run before the signal.</returns>
    /// <exception cref="ChaosException">It exited with another code.</exception>
    public async Task<bool> EndWithSignalAsync(Signal signal)
    {
        TrySend(signal);
        var code = await Process.WaitForExitAsync();
        if (code == 0)
            return false;
        // A process that gets SIGTERM while its disk is full cannot write its checkpoint, and reports that.
        return Exits.IsExpected(code, signal, Process) || (code == Failed && Disk.WasFull)
            ? true
            : throw new ChaosException($"{name} exited with {code} instead of {Exits.Of(signal)}. {Process.Transcript}");
    }
}
