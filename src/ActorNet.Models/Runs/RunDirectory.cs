using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorNet.Models.Files;
using ActorNet.Models.Trained;

namespace ActorNet.Models.Runs;

/// <summary>
/// A run on disk: run.json (the description), metrics.jsonl (the events), checkpoints/ (states to resume from),
/// model.safetensors and summary.json (the result) or failure.json (the error), and copy.id with several coordinators.
/// Every file except metrics.jsonl is written atomically.
/// </summary>
internal sealed partial class RunDirectory
{
    private const string DescriptionName = "run.json";
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    internal RunDirectory(string path, RunDescription description)
    {
        Path = path;
        Description = description;
        Checkpoints = CheckpointsOf(description);
    }

    public string Path { get; }

    public RunDescription Description { get; private set; }

    public CheckpointFolder Checkpoints { get; private set; }

    public string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    public string ModelPath => System.IO.Path.Combine(Path, "model.safetensors");

    private string CopyIdPath => System.IO.Path.Combine(Path, "copy.id");

    private string SummaryPath => System.IO.Path.Combine(Path, "summary.json");

    private string FailurePath => System.IO.Path.Combine(Path, "failure.json");

    /// <summary>The file's path relative to the folder, with slashes: the same in all copies of the run.</summary>
    public string NameOf(string file) => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');

    public static bool Exists(string path) => File.Exists(DescriptionPath(path));

    /// <exception cref="InvalidInputException">There is no run at this path, or its run.json is damaged.</exception>
    public static RunDirectory Open(string path)
    {
        var file = DescriptionPath(path);
        if (!Exists(path))
            throw InvalidInputException.Of(
                $"Folder '{path}'", $"is not a run: it has no {DescriptionName}", advice: "give the folder of a run");
        var description = JsonFormat.Read<RunDescription>(File.ReadAllBytes(file), $"File '{file}'");
        if (description.Version != RunDescription.CurrentVersion)
            throw InvalidInputException.Of(
                $"File '{file}'", $"is of version {description.Version}", $"this program reads version {RunDescription.CurrentVersion}");
        return description.Dataset.Fits(description.Spec.Network) && description is { Spec.BatchSize: > 0, Dataset.TrainSamples: > 0 }
            ? new RunDirectory(path, description)
            : throw InvalidInputException.Of($"File '{file}'", "is damaged: its network, its batches and its data do not fit together");
    }

    /// <summary>
    /// Reopens a finished run, with a new run.json. Checkpoints after <paramref name="step"/>, from which the run resumes, are
    /// damaged; they are deleted so that they do not count as the newest.
    /// </summary>
    public void Reopen(RunDescription description, long step)
    {
        File.Delete(SummaryPath);
        File.Delete(FailurePath);
        File.Delete(ModelPath);
        Checkpoints.RemoveFrom(step + 1);
        if (description == Description)
            return;
        AtomicFile.Write(DescriptionPath(Path), stream => JsonSerializer.Serialize(stream, description, JsonFormat.Indented));
        Description = description;
        Checkpoints = CheckpointsOf(description);
    }

    /// <summary>
    /// Locks the directory for writing until the result is disposed or the process ends, and deletes temporary files of killed writers.
    /// </summary>
    /// <exception cref="InvalidInputException">Another process holds the lock.</exception>
    /// <exception cref="IOException">The directory is not writable.</exception>
    public IDisposable Lock() =>
        TryLock() ?? throw InvalidInputException.Of($"Run '{Path}'", "is being trained by another process", advice: "wait until it ends");

    /// <summary>Like <see cref="Lock"/>, but returns null if another process holds the lock.</summary>
    /// <exception cref="IOException">The directory is not writable.</exception>
    public IDisposable? TryLock()
    {
        if (TryOpenLockFile() is not { } lockFile)
            return null;
        try
        {
            AtomicFile.RemoveTemporary(Path);
            AtomicFile.RemoveTemporary(Checkpoints.Path);
            return lockFile;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The unique id of this copy of the run, created on first use. Processes that read the same id, possibly on different
    /// machines, share the files.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    public string CopyId()
    {
        if (!File.Exists(CopyIdPath))
        {
            var id = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true));
            AtomicFile.TryWriteNew(CopyIdPath, stream => stream.Write(id));
        }

        return File.ReadAllText(CopyIdPath);
    }

    /// <summary>Replaces the metrics with these lines.</summary>
    public void WriteMetrics(IEnumerable<string> lines) => AtomicFile.Write(MetricsPath, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        foreach (var line in lines)
            writer.WriteLine(line);
    });

    /// <summary>Replaces the metrics with the output of <paramref name="write"/>; keeps them if it throws.</summary>
    public void WriteMetrics(Action<Stream> write) => AtomicFile.Write(MetricsPath, write);

    public void WriteModel(float[] parameters) =>
        new ModelFile(Description.Spec.Network, parameters, Description.Dataset).Write(ModelPath);

    public void WriteSummary(RunSummary summary) =>
        AtomicFile.Write(SummaryPath, stream => JsonSerializer.Serialize(stream, summary, JsonFormat.Indented));

    /// <summary>Reads summary.json; null if the run has not ended.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public RunSummary? ReadSummary() =>
        File.Exists(SummaryPath) ? JsonFormat.Read<RunSummary>(File.ReadAllBytes(SummaryPath), $"File '{SummaryPath}'") : null;

    public void WriteFailure(RunFailure failure) =>
        AtomicFile.Write(FailurePath, stream => JsonSerializer.Serialize(stream, failure, JsonFormat.Indented));

    /// <summary>Reads failure.json; null if the run has not failed.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public RunFailure? ReadFailure() =>
        File.Exists(FailurePath) ? JsonFormat.Read<RunFailure>(File.ReadAllBytes(FailurePath), $"File '{FailurePath}'") : null;

    /// <summary>Writes run.json; returns false if it already exists.</summary>
    internal static bool TryWriteNewDescription(string folder, RunDescription description) =>
        AtomicFile.TryWriteNew(DescriptionPath(folder), stream => JsonSerializer.Serialize(stream, description, JsonFormat.Indented));

    private static string DescriptionPath(string folder) => System.IO.Path.Combine(folder, DescriptionName);

    private FileStream? TryOpenLockFile()
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(Path, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException fault) when (fault.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            return null;
        }
    }

    private CheckpointFolder CheckpointsOf(RunDescription description) => new(System.IO.Path.Combine(Path, "checkpoints"), description);
}
