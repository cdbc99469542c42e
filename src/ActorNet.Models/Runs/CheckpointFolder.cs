using System.Globalization;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;

namespace ActorNet.Models.Runs;

/// <summary>A run's checkpoints, "checkpoints/step-00000042.safetensors": states to resume from.</summary>
internal sealed class CheckpointFolder
{
    /// <summary>The default number of newest checkpoints to keep: more than one, in case the newest is damaged.</summary>
    public const int DefaultKept = 3;

    public const int MaxKept = 1000;

    private const string Prefix = "step-";
    private const string Suffix = ".safetensors";

    private readonly RunDescription _run;
    private readonly Lazy<int> _stepsPerEpoch;

    /// <summary>Uses the folder <paramref name="path"/>, which need not exist.</summary>
    internal CheckpointFolder(string path, RunDescription run)
    {
        Path = path;
        _run = run;
        _stepsPerEpoch = new Lazy<int>(() => new MinibatchPlan(run.Spec, run.Dataset.TrainSamples).StepsPerEpoch);
    }

    public string Path { get; }

    public string PathOf(long step) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}{Suffix}"));

    /// <summary>The last step of a state's best epoch; null if it has none.</summary>
    public long? BestStepOf(TrainingState state) => state.Best is { } best ? (long)best.Epoch * _stepsPerEpoch.Value : null;

    /// <summary>Writes a checkpoint, then deletes all but the newest <paramref name="kept"/> and the best epoch's last one.</summary>
    /// <exception cref="IOException">The file cannot be written; no partial file remains.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public void Write(TrainingState state, int kept = DefaultKept)
    {
        Directory.CreateDirectory(Path);
        CheckpointFile.Write(PathOf(state.Step), _run, state);
        Prune(state, kept);
    }

    /// <summary>
    /// Imports a step's checkpoint from another copy of the run: writes a temporary file, verifies every byte, then renames it.
    /// Deletes checkpoints of later steps, because the run resumes from this one, and prunes the others as <see cref="Write"/> does.
    /// </summary>
    /// <exception cref="InvalidInputException">It is damaged, or of another run or step; no file remains.</exception>
    /// <exception cref="IOException">The file cannot be written; no partial file remains.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public TrainingState Adopt(long step, Action<Stream> write, int kept = DefaultKept)
    {
        Directory.CreateDirectory(Path);
        TrainingState? adopted = null;
        AtomicFile.WriteChecked(PathOf(step), write, path =>
        {
            adopted = CheckpointFile.Read(path, _run);
            if (adopted.Step != step)
                throw InvalidInputException.Of("The copied checkpoint", $"is of step {adopted.Step}", $"step {step} was announced");
        });
        RemoveFrom(step + 1);
        Prune(adopted!, kept);
        return adopted!;
    }

    /// <summary>Deletes the checkpoints of this and later steps.</summary>
    public void RemoveFrom(long step)
    {
        foreach (var (path, _) in NewestFirst().Where(checkpoint => checkpoint.Step >= step))
            File.Delete(path);
    }

    /// <summary>
    /// Reads the newest intact checkpoint, null if there is none; <paramref name="damaged"/> has the error of each newer one.
    /// </summary>
    public TrainingState? ReadNewest(out IReadOnlyList<string> damaged)
    {
        var errors = new List<string>();
        damaged = errors;
        foreach (var (path, _) in NewestFirst())
        {
            try
            {
                return CheckpointFile.Read(path, _run);
            }
            catch (Exception fault) when (fault is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                errors.Add(fault.Message);
            }
        }

        return null;
    }

    /// <summary>The step of the newest checkpoint, by file name; null if there is none.</summary>
    public long? NewestStep() => NewestFirst().Select(checkpoint => (long?)checkpoint.Step).FirstOrDefault();

    private void Prune(TrainingState newest, int kept)
    {
        var best = BestStepOf(newest);
        foreach (var (path, _) in NewestFirst().Skip(kept).Where(checkpoint => checkpoint.Step != best))
            File.Delete(path);
    }

    /// <summary>The files, with the steps of their names.</summary>
    public IEnumerable<(string Path, long Step)> NewestFirst()
    {
        if (!Directory.Exists(Path))
            return [];
        return
        [
            .. Directory.EnumerateFiles(Path, $"{Prefix}*{Suffix}")
                .Select(path => (Path: path, Step: StepOf(path)))
                .Where(checkpoint => checkpoint.Step >= 0)
                .OrderByDescending(checkpoint => checkpoint.Step),
        ];
    }

    private static long StepOf(string path)
    {
        var name = System.IO.Path.GetFileName(path)[Prefix.Length..^Suffix.Length];
        return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;
    }
}
