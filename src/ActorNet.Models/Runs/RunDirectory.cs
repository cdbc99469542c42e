using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Models.Trained;

namespace ActorNet.Models.Runs;

/// <summary>
/// A run on disk: run.json (what was asked for), metrics.jsonl (what happened), checkpoints/ (states to go on from),
/// model.safetensors and summary.json (how it ended), or failure.json (how it failed); with
/// several coordinators copy.id too. Each file but metrics.jsonl appears whole or not at all.
/// </summary>
internal sealed class RunDirectory
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

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What run.json says.</summary>
    public RunDescription Description { get; private set; }

    /// <summary>The states to go on from.</summary>
    public CheckpointFolder Checkpoints { get; private set; }

    /// <summary>The file of metrics: one JSON object per line.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>The final model.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, "model.safetensors");

    private string CopyIdPath => System.IO.Path.Combine(Path, "copy.id");

    private string SummaryPath => System.IO.Path.Combine(Path, "summary.json");

    private string FailurePath => System.IO.Path.Combine(Path, "failure.json");

    /// <summary>What a file of the run is called in all copies of it: its path from the folder on, with slashes.</summary>
    public string NameOf(string file) => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/');

    /// <summary>Creates the folder under <paramref name="path"/>, with run.json in it, or nothing at all.</summary>
    /// <exception cref="InvalidInputException">The path is taken or cannot be written; the sentence says why.</exception>
    public static RunDirectory Create(string path, RunDescription description) => RunDirectoryCreator.Create(path, description);

    /// <summary>Creates the folder named for the run under <paramref name="parent"/>, with a number behind it where it is taken.</summary>
    /// <exception cref="InvalidInputException">The parent cannot be written; the sentence says why.</exception>
    public static RunDirectory CreateUnder(string parent, RunDescription description) =>
        RunDirectoryCreator.CreateUnder(parent, description);

    /// <summary>Checks, without writing anything, that <see cref="Create"/> may work: the path is free and leads through folders.</summary>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    public static void CheckFree(string path) => RunDirectoryCreator.CheckFree(path);

    /// <summary>Whether there is a run at this path.</summary>
    public static bool Exists(string path) => File.Exists(DescriptionPath(path));

    /// <summary>Opens a run that exists.</summary>
    /// <exception cref="InvalidInputException">There is none at this path, or its run.json is damaged.</exception>
    public static RunDirectory Open(string path)
    {
        var file = DescriptionPath(path);
        if (!Exists(path))
            throw InvalidInputException.Of($"Folder '{path}'", $"is not a run: it has no {DescriptionName}", advice: "give the folder of a run");
        var description = JsonFormat.Read<RunDescription>(File.ReadAllBytes(file), $"File '{file}'");
        if (description.Version != RunDescription.CurrentVersion)
            throw InvalidInputException.Of(
                $"File '{file}'", $"is of version {description.Version}", $"this program reads version {RunDescription.CurrentVersion}");
        return description.Dataset.Fits(description.Spec.Network) && description is { Spec.BatchSize: > 0, Dataset.TrainSamples: > 0 }
            ? new RunDirectory(path, description)
            : throw InvalidInputException.Of($"File '{file}'", "is damaged: its network, its batches and its data do not fit together");
    }

    /// <summary>
    /// Makes a run that had an outcome one that is under way, with what run.json is to say from now on. Checkpoints of steps
    /// behind <paramref name="step"/>, where it goes on, are damaged: they are removed, or they would pass for the newest.
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
    /// Claims the directory for writing, for as long as the result is not disposed of and the process lives. What a writer that was killed
    /// left half done is removed.
    /// </summary>
    /// <exception cref="InvalidInputException">Another process has claimed it.</exception>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    public IDisposable Lock() =>
        TryLock() ?? throw InvalidInputException.Of($"Run '{Path}'", "is being trained by another process", advice: "wait until it ends");

    /// <summary>Does what <see cref="Lock"/> does, unless another process has claimed the directory: then it returns null.</summary>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    public IDisposable? TryLock()
    {
        if (TryClaim() is not { } claim)
            return null;
        try
        {
            AtomicFile.RemoveTemporary(Path);
            AtomicFile.RemoveTemporary(Checkpoints.Path);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What this copy of the run is called, and no other: two processes that are told the same, on different machines perhaps, share its files. Made up
    /// by whoever asks first.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read or written to.</exception>
    public string CopyId()
    {
        if (!File.Exists(CopyIdPath))
            AtomicFile.TryWriteNew(CopyIdPath, stream => stream.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true))));
        return File.ReadAllText(CopyIdPath);
    }

    /// <summary>Replaces the metrics by these lines.</summary>
    public void WriteMetrics(IEnumerable<string> lines) => AtomicFile.Write(MetricsPath, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        foreach (var line in lines)
            writer.WriteLine(line);
    });

    /// <summary>Replaces the metrics by what <paramref name="write"/> writes, or not at all where it throws.</summary>
    public void WriteMetrics(Action<Stream> write) => AtomicFile.Write(MetricsPath, write);

    /// <summary>Writes the final model.</summary>
    public void WriteModel(float[] parameters) =>
        new ModelFile(Description.Spec.Network, parameters, Description.Dataset).Write(ModelPath);

    /// <summary>Writes summary.json.</summary>
    public void WriteSummary(RunSummary summary) =>
        AtomicFile.Write(SummaryPath, stream => JsonSerializer.Serialize(stream, summary, JsonFormat.Indented));

    /// <summary>Reads summary.json; null where the run has not ended.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public RunSummary? ReadSummary() =>
        File.Exists(SummaryPath) ? JsonFormat.Read<RunSummary>(File.ReadAllBytes(SummaryPath), $"File '{SummaryPath}'") : null;

    /// <summary>Writes failure.json.</summary>
    public void WriteFailure(RunFailure failure) =>
        AtomicFile.Write(FailurePath, stream => JsonSerializer.Serialize(stream, failure, JsonFormat.Indented));

    /// <summary>Reads failure.json; null where the run has not failed.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public RunFailure? ReadFailure() =>
        File.Exists(FailurePath) ? JsonFormat.Read<RunFailure>(File.ReadAllBytes(FailurePath), $"File '{FailurePath}'") : null;

    /// <summary>Writes run.json; false where there is one already.</summary>
    internal static bool TryWriteNewDescription(string folder, RunDescription description) =>
        AtomicFile.TryWriteNew(DescriptionPath(folder), stream => JsonSerializer.Serialize(stream, description, JsonFormat.Indented));

    private static string DescriptionPath(string folder) => System.IO.Path.Combine(folder, DescriptionName);

    private FileStream? TryClaim()
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
