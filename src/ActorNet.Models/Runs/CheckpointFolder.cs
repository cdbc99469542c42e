using System.Globalization;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;

namespace ActorNet.Models.Runs;

/// <summary>The checkpoints of a run, "checkpoints/step-00000042.safetensors": states to go on from.</summary>
internal sealed class CheckpointFolder
{
    /// <summary>How many of the newest are kept where nobody asks for another number: more than one, in case the newest is damaged.</summary>
    public const int DefaultKept = 3;

    /// <summary>The most that may be asked for.</summary>
    public const int MaxKept = 1000;

    private const string Prefix = "step-";
    private const string Suffix = ".safetensors";

    private readonly RunDescription _run;
    private readonly Lazy<int> _stepsPerEpoch;

    /// <summary>The checkpoints of <paramref name="run"/> in the folder <paramref name="path"/>, which need not exist yet.</summary>
    internal CheckpointFolder(string path, RunDescription run)
    {
        Path = path;
        _run = run;
        _stepsPerEpoch = new Lazy<int>(() => new MinibatchPlan(run.Spec, run.Dataset.TrainSamples).StepsPerEpoch);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The file of the state after a step.</summary>
    public string PathOf(long step) =>
        System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}{Suffix}"));

    /// <summary>The step that ended the best epoch a state knows of; null where it knows of none.</summary>
    public long? BestStepOf(TrainingState state) => state.Best is { } best ? (long)best.Epoch * _stepsPerEpoch.Value : null;

    /// <summary>Writes a checkpoint; then removes all but the newest <paramref name="kept"/> and the one after the best epoch's last step.</summary>
    /// <exception cref="IOException">The file cannot be written; nothing of it is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Write(TrainingState state, int kept = DefaultKept)
    {
        Directory.CreateDirectory(Path);
        CheckpointFile.Write(PathOf(state.Step), _run, state);
        Prune(state, kept);
    }

    /// <summary>
    /// Takes in the checkpoint of a step from another copy of the run: it is written beside, every byte of it is checked, and only then it
    /// is one. Those of later steps are removed, since the run goes on from this one; of the others the usual ones are kept.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="write">Writes the file's bytes.</param>
    /// <param name="kept">How many are kept.</param>
    /// <returns>The state.</returns>
    /// <exception cref="InvalidInputException">It is damaged, or of another run or step; nothing of it is left.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing of it is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
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

    /// <summary>Removes the checkpoints from a step on.</summary>
    public void RemoveFrom(long step)
    {
        foreach (var (path, _) in NewestFirst().Where(checkpoint => checkpoint.Step >= step))
            File.Delete(path);
    }

    /// <summary>
    /// The newest checkpoint that is sound, null where there is none; <paramref name="damaged"/> says of each newer one what is wrong.
    /// </summary>
    public TrainingState? ReadNewest(out IReadOnlyList<string> damaged)
    {
        var complaints = new List<string>();
        damaged = complaints;
        foreach (var (path, _) in NewestFirst())
        {
            try
            {
                return CheckpointFile.Read(path, _run);
            }
            catch (Exception fault) when (fault is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                complaints.Add(fault.Message);
            }
        }

        return null;
    }

    /// <summary>The step of the newest checkpoint, by its name; null where there is none.</summary>
    public long? NewestStep() => NewestFirst().Select(checkpoint => (long?)checkpoint.Step).FirstOrDefault();

    private void Prune(TrainingState newest, int kept)
    {
        var best = BestStepOf(newest);
        foreach (var (path, _) in NewestFirst().Skip(kept).Where(checkpoint => checkpoint.Step != best))
            File.Delete(path);
    }

    private IEnumerable<(string Path, long Step)> NewestFirst()
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
