using System.Globalization;
using ActorNet.Cli.Context;
using ActorNet.Protocol;

namespace ActorNet.Cli.Cluster;

/// <summary>What a worker is called where it is given no name: the machine and the process, such as "node7-4711".</summary>
internal static class WorkerName
{
    /// <summary>The name of this process.</summary>
    public static string Of(CliContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(context)}{context.ProcessId}");

    /// <summary>Whether a worker without a name of its own computes on this machine for the run.</summary>
    public static bool IsHere(RunStatus status, CliContext context) =>
        status.Workers.Any(worker =>
            worker.Worker.StartsWith(Prefix(context), StringComparison.Ordinal) && worker.Worker.AsSpan(Prefix(context).Length).IndexOfAnyExceptInRange('0', '9') < 0);

    private static string Prefix(CliContext context) => context.MachineName + "-";
}
