using System.Runtime.InteropServices;

namespace ActorNet.Cli.Console;

/// <summary>What a shell does with a job: stops it (Ctrl-Z), and continues it in the foreground or in the background.</summary>
internal static class JobControl
{
    private const int StandardOutput = 1;

    /// <summary>Larger than any system's `struct sigaction`.</summary>
    private const int ActionBytes = 512;

    /// <summary>Whether this process may draw: it is not a job in the background of the terminal.</summary>
    public static bool IsInForeground =>
        OperatingSystem.IsWindows() || GetForegroundGroup(StandardOutput) is var foreground
            && (foreground == -1 || foreground == GetGroup());

    /// <summary>
    /// Stops this process as an unhandled SIGTSTP does, though this process handles it; returns when it is continued. The system does not
    /// stop a process that no shell controls, which nothing could continue.
    /// </summary>
    public static void Stop()
    {
        var signal = OperatingSystem.IsLinux() ? 20 : 18; // SIGTSTP
        // The structure differs between systems, and nothing in it is of interest here.
        var handler = new byte[ActionBytes];
        if (GetAction(signal, 0, handler) != 0)
            return;
        SetHandler(signal, 0);
        _ = Raise(signal);
        _ = SetAction(signal, handler, 0);
    }

    [DllImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetForegroundGroup(int descriptor);

    [DllImport("libc", EntryPoint = "getpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetGroup();

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAction(int signal, nint none, [Out] byte[] old);

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAction(int signal, byte[] action, nint none);

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SetHandler(int signal, nint handler);

    [DllImport("libc", EntryPoint = "raise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Raise(int signal);
}
