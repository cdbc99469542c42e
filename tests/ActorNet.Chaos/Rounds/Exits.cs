using ActorNet.TestKit.Processes;

namespace ActorNet.Chaos.Rounds;

/// <summary>Exit codes of processes that are ended by a signal.</summary>
internal static class Exits
{
    public const int Interrupted = 130;

    private const int Killed = 128 + (int)Signal.Kill;
    private const int Terminated = 128 + (int)Signal.Terminate;

    /// <summary>
    /// Whether a process may end so after a signal. One that has just started, and has written nothing, does not handle SIGTERM yet.
    /// </summary>
    public static bool IsExpected(int code, Signal signal, ActorNetProcess process) => signal == Signal.Kill
        ? code == Killed
        : code == Interrupted || (code == Terminated && process.Output.Length == 0);

    /// <summary>For errors.</summary>
    public static int Of(Signal signal) => signal == Signal.Kill ? Killed : Interrupted;
}
