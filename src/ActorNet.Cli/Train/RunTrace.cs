using ActorNet.Models.Files;
using ActorNet.Tracing;
using ActorNet.Tracing.Files;
using ActorNet.Tracing.Recording;

namespace ActorNet.Cli.Train;

/// <summary>The file of --trace while a run is recorded in it.</summary>
internal static class RunTrace
{
    public const int SampledSteps = 64;

    public static Choice<TraceHashes> Hashes { get; } = new();

    /// <summary>Checks that the file can be written, before a run is created. What is no trace is not replaced.</summary>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    public static void CheckFile(string name, CliContext context)
    {
        var path = context.FullPath(name);
        try
        {
            var isNew = !File.Exists(path);
            using (Open(name, path, FileMode.OpenOrCreate)) { }
            if (isNew)
                File.Delete(path);
            else if (new FileInfo(path).Length > 0 && !TraceFile.IsTrace(path))
                throw new InvalidInputException("--trace", name, "a new file, or a trace to replace; this is another file");
        }
        catch (Exception fault) when (DiskFaults.IsPathFault(fault))
        {
            throw new InvalidInputException("--trace", name, $"a file that can be written ({fault})", cause: fault);
        }
    }

    /// <summary>Begins the trace that a request asks for; null if it asks for none.</summary>
    public static TraceRecorder? Begin(PreparedRun prepared, TrainRequest request, CliContext context)
    {
        if (request.Trace is not { } name)
            return null;
        var run = prepared.Description;
        var header = new TraceHeader(
            run.RunId, request.TraceHashes == TraceHashes.All ? 1 : SampledSteps,
            [
                .. HyperParameters.All.Select(each => KeyValuePair.Create(each.Name, HyperParameter.Text(each.In(run.Spec)))),
                KeyValuePair.Create("the data set's SHA-256", run.Dataset.Sha256),
                KeyValuePair.Create("the initial weights' SHA-256", run.Spec.InitialWeights ?? "none"),
            ]);
        return new TraceRecorder(Open(name, context.FullPath(name), FileMode.Create), name, header, context.Time);
    }

    /// <summary>Without a buffer: the recorder has its own, and must know what is written.</summary>
    private static FileStream Open(string name, string path, FileMode mode) => Directory.Exists(path)
        ? throw new InvalidInputException("--trace", name, "a file, but this is a folder")
        : new FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);
}

/// <summary>In which steps what messages carry is hashed.</summary>
internal enum TraceHashes
{
    /// <summary>In every <see cref="RunTrace.SampledSteps"/>th step.</summary>
    Sampled,

    /// <summary>In all steps.</summary>
    All,
}
