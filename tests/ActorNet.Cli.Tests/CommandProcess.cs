using System.Diagnostics;

namespace ActorNet.Cli.Tests;

/// <summary>Starts the real command in a process of its own.</summary>
internal static class CommandProcess
{
    /// <summary>Starts it in <paramref name="folder"/>, with some environment variables set.</summary>
    public static Process Start(string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ActorNetCommand).Assembly.Location, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
