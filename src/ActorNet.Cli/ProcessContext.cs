using System.Net;
using System.Text;
using ActorNet.Cli.Cluster;
using ActorNet.Cli.Context;
using ActorNet.Cli.DataSets;
using ActorNet.Data.Mnist;

namespace ActorNet.Cli;

/// <summary>The world of this process, as the command takes it: the only place that reads it.</summary>
internal static class ProcessContext
{
    /// <summary>More than a frame has.</summary>
    private const int FrameCharacters = 1 << 16;

    /// <summary>The context of this process.</summary>
    public static CliContext Create()
    {
        // The mirrors' files are kept as they are sent, compressed; how long to wait is the download's own business.
        var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None };
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var mnist = new MnistSource(http, TimeProvider.System);
        var isLiveTerminal = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        if (isLiveTerminal)
            WriteFramesAtOnce();
        return new CliContext
        {
            Out = System.Console.Out,
            Error = System.Console.Error,
            IsLiveTerminal = isLiveTerminal,
            IsErrorTerminal = !System.Console.IsErrorRedirected,
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
            ExitAtOnce = Environment.Exit,
            ListensToSignals = true,
        };
    }

    /// <summary>The console's own writer hands over 256 characters at a time: a terminal would show halves of frames.</summary>
    private static void WriteFramesAtOnce()
    {
        var encoding = System.Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : System.Console.OutputEncoding;
        System.Console.SetOut(new StreamWriter(System.Console.OpenStandardOutput(), encoding, FrameCharacters) { AutoFlush = true });
    }
}
