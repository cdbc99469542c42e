using System.Diagnostics;

namespace ActorNet.Cli.Spawning;

/// <summary>How a worker process has ended.</summary>
/// <param name="ExitCode">The exit code; 127, as shells have it, if the process could not be started.</param>
/// <param name="Sentence">The last line on standard error; null if there was none.</param>
internal sealed record WorkerEnd(int ExitCode, string? Sentence);

/// <summary>
/// A worker in a process of its own, for which --exit-with-input is among the arguments: it leaves when its standard input ends. This
/// process holds the other end, which the system closes however this process ends, so the worker never outlives it.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts this program again.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The system cannot start it.</exception>
    public WorkerProcess(CliContext context, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(context.Program[0], [.. context.Program.Skip(1), .. arguments])
        {
            WorkingDirectory = context.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        // Standard output is the coordinator's own; what a quiet worker might write to it is not wanted.
        _process.StandardOutput.Close();
    }

    /// <summary>Waits for the end. Blocks, since reading from a pipe would block a thread of the pool otherwise.</summary>
    public WorkerEnd AwaitEnd()
    {
        string? sentence = null;
        while (_process.StandardError.ReadLine() is { } line)
            sentence = line.Length > 0 ? line : sentence;
        _process.WaitForExit();
        return new WorkerEnd(_process.ExitCode, sentence);
    }

    /// <summary>Asks the worker to leave.</summary>
    public void Leave() => _process.StandardInput.Close();

    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();
}
