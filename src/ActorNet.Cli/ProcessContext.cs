using System.Text;
using ActorNet.Cli.DataSets;
using ActorNet.Computing.Requests;
using ActorNet.Data;
using ActorNet.Data.Csv;
using ActorNet.Data.Digits;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli;

/// <summary>The world of this process, as the command takes it: the only place that reads it.</summary>
internal static class ProcessContext
{
    /// <summary>More than a frame has.</summary>
    private const int FrameCharacters = 1 << 16;

    public static CliContext Create()
    {
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
            Rehearse = (spec, loaded) => Rehearsal.Run(spec, loaded),
            MachineName = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            Program = ProgramOfProcess(),
            OpenInput = System.Console.OpenStandardInput,
            Variable = Environment.GetEnvironmentVariable,
            Load = LoadAsync,
            Mnist = MnistSource.Internet,
            Folders = DataFolders.FromProcess,
            ExitAtOnce = Environment.Exit,
            ListensToSignals = true,
        };
    }

    /// <summary>The program's own file, or where `dotnet actornet.dll` runs it, both.</summary>
    private static IReadOnlyList<string> ProgramOfProcess()
    {
        var file = Environment.ProcessPath ?? "actornet";
        return Path.GetFileNameWithoutExtension(file) == "dotnet" ? [file, Environment.GetCommandLineArgs()[0]] : [file];
    }

    private static Task<Dataset> LoadAsync(DatasetRequest request, Action<string> report, CancellationToken cancellationToken)
    {
        var table = new CsvOptions
        {
            Targets = request.Target?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Task = Enum.TryParse<PredictionTask>(request.Task, ignoreCase: true, out var task) ? task : PredictionTask.Auto,
        };
        return DatasetLoader.Internet.LoadAsync(
            request.Dataset, DataFolders.FromProcess(request.DataFolder), table, new DownloadLines(report), cancellationToken);
    }

    /// <summary>The console's own writer hands over 256 characters at a time: a terminal would show halves of frames.</summary>
    private static void WriteFramesAtOnce()
    {
        var encoding = System.Console.OutputEncoding is UTF8Encoding
            ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : System.Console.OutputEncoding;
        System.Console.SetOut(new StreamWriter(System.Console.OpenStandardOutput(), encoding, FrameCharacters) { AutoFlush = true });
    }
}
