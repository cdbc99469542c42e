using System.Diagnostics;

namespace ActorNet.Chaos.World;

/// <summary>Runs a program of the operating system.</summary>
internal static class Tool
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the sentence has what it said.</exception>
    public static void Run(string program, params string[] arguments)
    {
        if (Try(program, arguments) is { } error)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed: {error}");
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it said where it failed; else null.</returns>
    public static string? Try(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(ResponseTimeout))
                return $"it did not end within {ResponseTimeout.TotalSeconds} s";
            return process.ExitCode == 0 ? null : said.Result.Trim() is { Length: > 0 } text ? text : $"exit code {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return fault.Message;
        }
    }
}
