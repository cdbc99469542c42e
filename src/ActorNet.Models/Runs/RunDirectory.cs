using System.Globalization;
using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Learning.Training;

namespace ActorNet.Models.Runs;

/// <summary>
/// A run on disk: run.json (what was asked for), metrics.jsonl (what happened), checkpoints/ (states to go on from),
/// model.safetensors and summary.json (how it ended), or failure.json (how it failed). Each file but metrics.jsonl appears whole or not at all.
/// </summary>
public sealed class RunDirectory
{
    /// <summary>How many checkpoints are kept: more than one, in case the newest is damaged.</summary>
    public const int KeptCheckpoints = 3;

    private const string DescriptionName = "run.json";
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const string CheckpointPrefix = "step-";
    private const string CheckpointSuffix = ".safetensors";

    internal RunDirectory(string path, RunDescription description)
    {
        Path = path;
        Description = description;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What run.json says.</summary>
    public RunDescription Description { get; private set; }

    /// <summary>The file of metrics: one JSON object per line.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>The final model.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, "model.safetensors");

    private string SummaryPath => System.IO.Path.Combine(Path, "summary.json");

    private string FailurePath => System.IO.Path.Combine(Path, "failure.json");

    private string CheckpointFolder => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Creates the folder under <paramref name="path"/>, with run.json in it, or nothing at all.</summary>
    /// <exception cref="InvalidInputException">The path is taken or cannot be written; the sentence says why.</exception>
    public static RunDirectory Create(string path, RunDescription description) => RunDirectoryCreation.Create(path, description);

    /// <summary>Creates the folder named for the run under <paramref name="parent"/>, with a number behind it where it is taken.</summary>
    /// <exception cref="InvalidInputException">The parent cannot be written; the sentence says why.</exception>
    public static RunDirectory CreateUnder(string parent, RunDescription description) =>
        RunDirectoryCreation.CreateUnder(parent, description);

    /// <summary>Checks, without writing anything, that <see cref="Create"/> may work: the path is free and leads through folders.</summary>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    public static void CheckFree(string path) => RunDirectoryCreation.CheckFree(path);

    /// <summary>Whether there is a run at this path.</summary>
    public static bool Exists(string path) => File.Exists(DescriptionPath(path));

    /// <summary>Opens a run that exists.</summary>
    /// <exception cref="InvalidInputException">There is none at this path, or its run.json is damaged.</exception>
    public static RunDirectory Open(string path)
    {
        var file = DescriptionPath(path);
        if (!Exists(path))
            throw new InvalidInputException($"There is no run at '{path}': it has no {DescriptionName}.");
        var description = RunJson.Read<RunDescription>(File.ReadAllBytes(file), $"File '{file}'");
        if (description.Version != RunDescription.CurrentVersion)
            throw new InvalidInputException(
                $"File '{file}' is of version {description.Version}; this program reads version {RunDescription.CurrentVersion}.");
        return new RunDirectory(path, description);
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
        RemoveCheckpoints(step + 1);
        if (description == Description)
            return;
        AtomicFile.Write(DescriptionPath(Path), stream => JsonSerializer.Serialize(stream, description, RunJson.Indented));
        Description = description;
    }

    /// <summary>Claims the directory for writing, for as long as the result is not disposed of and the process lives.</summary>
    /// <exception cref="InvalidInputException">Another process has claimed it.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(Path, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException fault) when (fault.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new InvalidInputException($"Run '{Path}' is being trained by another process; wait until it ends.", fault);
        }
    }

    /// <summary>Replaces the metrics by these lines.</summary>
    public void WriteMetrics(IEnumerable<string> lines) => AtomicFile.Write(MetricsPath, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        foreach (var line in lines)
            writer.WriteLine(line);
    });

    /// <summary>Writes a checkpoint, and then removes those that are too many.</summary>
    public void WriteCheckpoint(TrainingState state)
    {
        Directory.CreateDirectory(CheckpointFolder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{CheckpointPrefix}{state.Step:D8}{CheckpointSuffix}");
        CheckpointFile.Write(System.IO.Path.Combine(CheckpointFolder, name), Description, state);
        foreach (var (path, _) in Checkpoints().Skip(KeptCheckpoints))
            File.Delete(path);
    }

    /// <summary>Removes the checkpoints from a step on.</summary>
    public void RemoveCheckpoints(long fromStep)
    {
        foreach (var (path, _) in Checkpoints().Where(checkpoint => checkpoint.Step >= fromStep))
            File.Delete(path);
    }

    /// <summary>
    /// The newest checkpoint that is sound, null where there is none; <paramref name="damaged"/> says of each newer one what is wrong.
    /// </summary>
    public TrainingState? ReadNewestCheckpoint(out IReadOnlyList<string> damaged)
    {
        var complaints = new List<string>();
        damaged = complaints;
        foreach (var (path, _) in Checkpoints())
        {
            try
            {
                return CheckpointFile.Read(path, Description);
            }
            catch (Exception fault) when (fault is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                complaints.Add(fault.Message);
            }
        }

        return null;
    }

    /// <summary>The step of the newest checkpoint, by its name; null where there is none.</summary>
    public long? NewestCheckpointStep() => Checkpoints().Select(checkpoint => (long?)checkpoint.Step).FirstOrDefault();

    /// <summary>Writes the final model.</summary>
    public void WriteModel(float[] parameters) =>
        new ModelFile(Description.Spec.Network, parameters, Description.Dataset).Write(ModelPath);

    /// <summary>Writes summary.json.</summary>
    public void WriteSummary(RunSummary summary) =>
        AtomicFile.Write(SummaryPath, stream => JsonSerializer.Serialize(stream, summary, RunJson.Indented));

    /// <summary>Reads summary.json; null where the run has not ended.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public RunSummary? ReadSummary() =>
        File.Exists(SummaryPath) ? RunJson.Read<RunSummary>(File.ReadAllBytes(SummaryPath), $"File '{SummaryPath}'") : null;

    /// <summary>Writes failure.json.</summary>
    public void WriteFailure(RunFailure failure) =>
        AtomicFile.Write(FailurePath, stream => JsonSerializer.Serialize(stream, failure, RunJson.Indented));

    /// <summary>Reads failure.json; null where the run has not failed.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public RunFailure? ReadFailure() =>
        File.Exists(FailurePath) ? RunJson.Read<RunFailure>(File.ReadAllBytes(FailurePath), $"File '{FailurePath}'") : null;

    /// <summary>Writes run.json; false where there is one already.</summary>
    internal static bool TryWriteNewDescription(string folder, RunDescription description) =>
        AtomicFile.TryWriteNew(DescriptionPath(folder), stream => JsonSerializer.Serialize(stream, description, RunJson.Indented));

    private static string DescriptionPath(string folder) => System.IO.Path.Combine(folder, DescriptionName);

    /// <summary>The checkpoints by name, newest first.</summary>
    private IEnumerable<(string Path, long Step)> Checkpoints()
    {
        if (!Directory.Exists(CheckpointFolder))
            return [];
        return
        [
            .. Directory.EnumerateFiles(CheckpointFolder, $"{CheckpointPrefix}*{CheckpointSuffix}")
                .Select(path => (Path: path, Step: StepOf(path)))
                .Where(checkpoint => checkpoint.Step >= 0)
                .OrderByDescending(checkpoint => checkpoint.Step),
        ];
    }

    private static long StepOf(string path)
    {
        var name = System.IO.Path.GetFileName(path)[CheckpointPrefix.Length..^CheckpointSuffix.Length];
        return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;
    }
}
