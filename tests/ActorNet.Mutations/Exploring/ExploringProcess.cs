using System.Globalization;
using ActorNet.Mutations.Processes;

namespace ActorNet.Mutations.Exploring;

/// <summary>"explore" in a process of its own, since code with a fault may hang or end it.</summary>
internal static class ExploringProcess
{
    /// <summary>For shrinking, and for a watchdog that has to wait.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);

    /// <summary>Explores with the assemblies of a folder.</summary>
    public static ExplorationOutcome Run(string folder, TimeSpan time, ulong seed)
    {
        var process = ChildProcess.Run(
            folder, time + Grace, Path.Combine(folder, "ActorNet.Mutations.dll"), "explore",
            "--seconds", time.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture));
        return ExplorationOutcome.Find(process.Output) ?? new ExplorationOutcome(
            true, 0, process.Time.TotalSeconds, Failure: process.ExitCode is { } code
                ? $"The process ended with exit code {code}: {Report.Cut(process.Output, 300)}"
                : "The process did not end.");
    }
}
