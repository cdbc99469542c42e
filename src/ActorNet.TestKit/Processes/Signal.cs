using System.Runtime.InteropServices;

namespace ActorNet.TestKit.Processes;

/// <summary>A signal to a process. The numbers are those of Linux.</summary>
public enum Signal
{
    /// <summary>SIGINT, as Ctrl-C in a terminal: a coordinator saves its run and exits with 130, a worker leaves.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL: the process ends at once and saves nothing. The only one that works on every operating system.</summary>
    Kill = 9,

    /// <summary>SIGTERM, as a container runtime sends it: the same as <see cref="Interrupt"/>.</summary>
    Terminate = 15,

    /// <summary>SIGCONT: a stopped process continues.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: the process stops, and its connections stay open.</summary>
    Stop = 19,
}

/// <summary>Sends signals by a system call: starting the command `kill` takes longer than some runs.</summary>
internal static partial class Signals
{
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    /// <exception cref="ProcessFailedException">There is no such process, or it belongs to another user.</exception>
    public static void Send(int process, Signal signal)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException(
                $"The signal is {signal}; allowed is {nameof(Signal.Kill)} on this operating system, and any {nameof(Signal)} on Linux.");
        if (SendTo(process, (int)signal) != 0)
            throw new ProcessFailedException($"{signal} cannot be sent to process {process}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendTo(int process, int signal);
}
