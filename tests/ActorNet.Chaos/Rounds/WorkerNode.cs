using ActorNet.Chaos.Environments;
using ActorNet.Chaos.Plan;
using ActorNet.TestKit.Processes;

namespace ActorNet.Chaos.Rounds;

/// <summary>A worker with its own host, across restarts.</summary>
/// <param name="environment">Where it runs.</param>
/// <param name="name">Its name, and that of its host.</param>
/// <param name="arguments">Those of `actornet worker` that say what it joins.</param>
/// <param name="lie">What it does wrong until it is expelled; null for nothing.</param>
internal sealed class WorkerNode(TestEnvironment environment, string name, IReadOnlyList<string> arguments, Lie? lie)
{
    private const int Failed = 1;

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(15);

    private int _starts;
    private Lie? _lie = lie;

    public string Name => name;

    /// <summary>The latest start.</summary>
    public ActorNetProcess Process { get; private set; } = null!;

    /// <summary>Whether a fault may keep it from noticing the end of the run.</summary>
    public bool IsDisturbed { get; set; }

    /// <summary>Whether it does something wrong, and is not expelled yet.</summary>
    public bool IsLying => _lie is not null;

    public void Start() => Process = environment.Start(
        $"{name} (start {++_starts})", name,
        ["worker", "--name", name, "--exit-when-done", "--join-timeout", "60", "--threads", "1", "--json", .. arguments], _lie);

    /// <summary>
    /// Restarts it after an exit, as a container runtime does. It may have exited because the run is over; then the new process finds no
    /// coordinator.
    /// </summary>
    /// <exception cref="ChaosException">It exited with an error without a fault.</exception>
    public async Task RestartIfExitedAsync()
    {
        if (!Process.HasExited)
            return;
        var code = await Process.WaitForExitAsync();
        if (IsLying && code == Failed && Process.Errors.Contains("rejects this worker: its arithmetic is wrong", StringComparison.Ordinal))
            _lie = null;
        else if (code != 0 && !IsDisturbed)
            throw new ChaosException($"{name} exited with {code} by itself. {Process.Transcript}");
        IsDisturbed = true;
        Start();
    }

    /// <summary>
    /// Ends it by a signal, waits for its exit, and restarts it after a while. One that has exited is only restarted: a process that has just
    /// started does not handle signals yet.
    /// </summary>
    /// <exception cref="ChaosException">It exited with another code.</exception>
    public async Task ReplaceAsync(Signal signal, TimeSpan after)
    {
        IsDisturbed = true;
        if (Process.HasExited)
        {
            await RestartIfExitedAsync();
            return;
        }

        Process.Send(signal);
        var code = await Process.WaitForExitAsync();
        if (code != 0 && !Exits.IsExpected(code, signal, Process))
            throw new ChaosException($"{name} exited with {code} instead of {Exits.Of(signal)}. {Process.Transcript}");
        await Task.Delay(after);
        Start();
    }

    /// <summary>Waits for its exit at the end of the run. A worker that has not noticed the end gets SIGTERM.</summary>
    /// <exception cref="ChaosException">It exited with an error.</exception>
    public async Task WaitForRunEndAsync()
    {
        var ended = Process.WaitForExitAsync();
        if (await Task.WhenAny(ended, Task.Delay(ExitTimeout)) != ended)
        {
            if (!IsDisturbed)
                throw new ChaosException($"{name} did not exit within {ExitTimeout.TotalSeconds} s of the run's end. {Process.Transcript}");
            Process.Send(Signal.Terminate);
        }

        var code = await ended;
        if (code != 0 && !(IsDisturbed && code is Failed or Exits.Interrupted))
            throw new ChaosException($"{name} exited with {code}. {Process.Transcript}");
    }
}
