using System.Net;
using ActorNet.Cli.Cluster;
using ActorNet.Cli.Context;
using ActorNet.Cli.DataSets;
using ActorNet.Data.Mnist;

namespace ActorNet.Cli;

/// <summary>The world of this process, as the command takes it: the only place that reads it.</summary>
internal static class ProcessContext
{
    /// <summary>The context of this process.</summary>
    public static CliContext Create()
    {
        // The mirrors' files are kept as they are sent, compressed; how long to wait is the download's own business.
        var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None };
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var mnist = new MnistSource(http, TimeProvider.System);
        return new CliContext
        {
            Out = System.Console.Out,
            Error = System.Console.Error,
            IsLiveTerminal = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb",
            WorkingDirectory = Environment.CurrentDirectory,
            Time = TimeProvider.System,
            Processors = Environment.ProcessorCount,
            Train = Trainer.TrainAsync,
            MachineName = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            Variable = Environment.GetEnvironmentVariable,
            Load = (request, report, cancellationToken) =>
                DatasetLoading.LoadAsync(request, mnist, DataFolders.FromProcess, report, cancellationToken),
            Mnist = mnist,
            Folders = DataFolders.FromProcess,
            ExitAtOnce = ExitAtOnce,
            ListensToSignals = true,
        };
    }

    private static void ExitAtOnce(int exitCode)
    {
        if (!System.Console.IsOutputRedirected)
            System.Console.CursorVisible = true;
        Environment.Exit(exitCode);
    }
}
