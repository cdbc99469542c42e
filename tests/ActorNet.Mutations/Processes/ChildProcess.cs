using System.Diagnostics;
using System.Text;

namespace ActorNet.Mutations.Processes;

/// <summary>A process of "dotnet" that is over.</summary>
/// <param name="ExitCode">Null if it was killed since its time was over.</param>
/// <param name="Output">What it wrote, errors among the rest.</param>
internal sealed record ChildProcess(int? ExitCode, string Output, TimeSpan Time)
{
    /// <summary>Runs "dotnet" with arguments, at most for <paramref name="limit"/>.</summary>
    public static ChildProcess Run(string folder, TimeSpan limit, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // or a builder would outlive the folder that it works in
        var watch = Stopwatch.StartNew();
        var output = new StringBuilder();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var isOver = process.WaitForExit(limit);
        if (!isOver)
            process.Kill(entireProcessTree: true);
        process.WaitForExit(); // for all of the output
        return new ChildProcess(isOver ? process.ExitCode : null, output.ToString(), watch.Elapsed);

        void Add(string? line)
        {
            lock (output)
                output.AppendLine(line);
        }
    }
}
