using System.Text;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Actors.Recording;

/// <summary>A run's metrics.jsonl, open for adding to: a line per event.</summary>
internal sealed class MetricsFile : IDisposable
{
    // Unbuffered, so that closing it after the disk has failed has nothing left to write.
    private FileStream _file;
    private readonly StringBuilder _lines = new();
    private readonly RunDirectory _run;

    private MetricsFile(RunDirectory run, IReadOnlyList<EpochCompleted> epochs)
    {
        _run = run;
        EarlierEpochs = epochs;
        _file = OpenAtEnd(run);
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
            return new MetricsFile(run, []);
        var kept = Keep(run, happened => StepOf(happened) <= step);
        return new MetricsFile(run, [.. kept.OfType<EpochCompleted>()]);
    }

    /// <summary>Adds a line; it reaches the file with the next <see cref="Flush"/>.</summary>
    public void Add(TrainingEvent trainingEvent) => _lines.Append(TrainingEventJson.Write(trainingEvent)).Append('\n');

    /// <summary>Removes what is void because the run has gone back.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public void Rewind(TrainingRewound rewound)
    {
        Flush();
        _file.Dispose();
        Keep(_run, happened => happened is EpochCompleted epoch ? epoch.Epoch <= rewound.ToEpoch : StepOf(happened) <= rewound.ToStep);
        _file = OpenAtEnd(_run);
    }

    /// <summary>Hands all lines to the operating system: they survive the end of this process, if not that of the machine.</summary>
    public void Flush()
    {
        var bytes = Encoding.UTF8.GetBytes(_lines.ToString());
        _lines.Clear();
        _file.Write(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream OpenAtEnd(RunDirectory run) =>
        new(run.MetricsPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private static List<TrainingEvent> Keep(RunDirectory run, Func<TrainingEvent, bool> isKept)
    {
        var kept = File.ReadLines(run.MetricsPath).Select(TrainingEventJson.Read).OfType<TrainingEvent>().Where(isKept).ToList();
        run.WriteMetrics(kept.Select(TrainingEventJson.Write));
        return kept;
    }

    private static long StepOf(TrainingEvent happened) => happened switch
    {
        StepsCompleted steps => steps.Step,
        EpochCompleted epoch => epoch.Step,
        TrainingCompleted completed => completed.Steps,
        _ => 0,
    };
}
