using System.Diagnostics;

namespace ActorNet.Testing;

/// <summary>Runs a program of the operating system to its exit.</summary>
internal static class SystemCommand
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidOperationException">It failed; the message contains its output.</exception>
    public static void Run(string program, params string[] arguments)
    {
        if (Try(program, arguments) is { } error)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed: {error}");
    }

    /// <returns>Its error output if it failed, else null.</returns>
    public static string? Try(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(ResponseTimeout))
                return $"it did not end within {ResponseTimeout.TotalSeconds} s";
            return process.ExitCode == 0 ? null : errors.Result.Trim() is { Length: > 0 } text ? text : $"exit code {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return fault.Message;
        }
    }
}
