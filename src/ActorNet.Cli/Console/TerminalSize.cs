using System.Runtime.InteropServices;
using Spectre.Console;

namespace ActorNet.Cli.Console;

/// <summary>The size of a terminal, as the system knows it at this moment.</summary>
internal static class TerminalSize
{
    private const int StandardOutput = 1;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Columns and rows.</summary>
    /// <remarks>
    /// The runtime's own answer is that of before the last resize until its thread has seen SIGWINCH. A frame in between would
    /// take the picture, which the terminal has wrapped anew, for fewer rows than it has.
    /// </remarks>
    public static (int Width, int Height) Of(Profile terminal) =>
        OperatingSystem.IsLinux() && ReferenceEquals(terminal.Out.Writer, System.Console.Out)
        && Control(StandardOutput, GetWindowSize, out var size) == 0 && size is { Columns: > 0, Rows: > 0 }
            ? (size.Columns, size.Rows)
            : (terminal.Width, terminal.Height);

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, nuint request, out WindowSize size);

    /// <summary>`struct winsize`.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthInPixels;
        public ushort HeightInPixels;
    }
}
