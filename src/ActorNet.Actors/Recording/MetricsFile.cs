using System.Text;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Actors.Recording;

/// <summary>A run's metrics.jsonl, open for adding to: a line per event.</summary>
internal sealed class MetricsFile : IDisposable
{
    // Unbuffered, so that closing it after the disk has failed has nothing left to write.
    private readonly FileStream _file;
    private readonly StringBuilder _lines = new();

    private MetricsFile(string path, IReadOnlyList<EpochCompleted> epochs)
    {
        EarlierEpochs = epochs;
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>The epochs that were in the file already, in order.</summary>
    public IReadOnlyList<EpochCompleted> EarlierEpochs { get; }

    /// <summary>
    /// Opens the file of a run that goes on from <paramref name="step"/>; 0 for a new one. What it says of later steps, which
    /// will be done again, and a last line that was cut off are removed.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static MetricsFile Open(RunDirectory run, long step)
    {
        if (!File.Exists(run.MetricsPath))
            return new MetricsFile(run.MetricsPath, []);
        var kept = File.ReadLines(run.MetricsPath).Select(TrainingEventJson.Read).OfType<TrainingEvent>()
            .Where(happened => StepOf(happened) <= step).ToList();
        run.WriteMetrics(kept.Select(TrainingEventJson.Write));
        return new MetricsFile(run.MetricsPath, [.. kept.OfType<EpochCompleted>()]);
    }

    /// <summary>Adds a line; it reaches the file with the next <see cref="Flush"/>.</summary>
    public void Add(TrainingEvent trainingEvent) => _lines.Append(TrainingEventJson.Write(trainingEvent)).Append('\n');

    /// <summary>Hands all lines to the operating system: they survive the end of this process, if not that of the machine.</summary>
    public void Flush()
    {
        var bytes = Encoding.UTF8.GetBytes(_lines.ToString());
        _lines.Clear();
        _file.Write(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static long StepOf(TrainingEvent happened) => happened switch
    {
        StepsCompleted steps => steps.Step,
        EpochCompleted epoch => epoch.Step,
        TrainingCompleted completed => completed.Steps,
        _ => 0,
    };
}
