using System.Runtime.InteropServices;

namespace ActorNet.Testing.Processes;

/// <summary>The numbers are those of Linux.</summary>
internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>Sends signals by a system call: starting the command `kill` takes longer than some runs.</summary>
internal static partial class Signals
{
    public static void Send(int process, Signal signal)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Signal numbers are known for Linux only.");
        if (SendTo(process, (int)signal) != 0)
            throw new InvalidOperationException($"{signal} cannot be sent to process {process}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendTo(int process, int signal);
}
