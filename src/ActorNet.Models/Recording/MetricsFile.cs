using System.Text;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// A run's metrics.jsonl: a line per event. It is opened for each piece that is added: a disk that comes back gives no handle back.
/// </summary>
internal sealed class MetricsFile
{
    private readonly RunDirectory _run;

    /// <summary>How much of the file is whole lines, in bytes.</summary>
    private long _validLength;

    private MetricsFile(RunDirectory run, IReadOnlyList<EpochCompleted> epochs)
    {
        _run = run;
        EarlierEpochs = epochs;
        using var file = OpenFile();
        _validLength = file.Length;
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
        var kept = Filter(run, trainingEvent => StepOf(trainingEvent) <= step);
        return new MetricsFile(run, [.. kept.OfType<EpochCompleted>()]);
    }

    /// <summary>
    /// Adds a line for each event, or none at all, and hands them to the operating system: they survive the end of this process, if not that
    /// of the machine.
    /// </summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written to.</exception>
    public void Append(IEnumerable<TrainingEvent> events)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(events.Select(trainingEvent => TrainingEventJson.Write(trainingEvent) + '\n')));
        using var file = OpenFile();
        // What stands behind the last whole line is from a write that failed, in a way that did not even let it be taken back.
        _validLength = Math.Min(_validLength, file.Length);
        try
        {
            file.SetLength(_validLength);
            file.Seek(_validLength, SeekOrigin.Begin);
            file.Write(lines);
            _validLength += lines.Length;
        }
        finally
        {
            file.SetLength(_validLength);
        }
    }

    /// <summary>Removes what is void because the run has gone back.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Rewind(TrainingRewound rewound)
    {
        Filter(_run, trainingEvent => trainingEvent is EpochCompleted epoch ? epoch.Epoch <= rewound.ToEpoch : StepOf(trainingEvent) <= rewound.ToStep);
        _validLength = new FileInfo(_run.MetricsPath).Length;
    }

    /// <summary>Unbuffered, so that closing it after the disk has failed has nothing left to write.</summary>
    private FileStream OpenFile() =>
        new(_run.MetricsPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private static List<TrainingEvent> Filter(RunDirectory run, Func<TrainingEvent, bool> isKept)
    {
        var kept = File.ReadLines(run.MetricsPath).Select(TrainingEventJson.Read).OfType<TrainingEvent>().Where(isKept).ToList();
        run.WriteMetrics(kept.Select(TrainingEventJson.Write));
        return kept;
    }

    private static long StepOf(TrainingEvent trainingEvent) => trainingEvent switch
    {
        StepsCompleted steps => steps.Step,
        EpochCompleted epoch => epoch.Step,
        TrainingCompleted completed => completed.Steps,
        _ => 0,
    };
}
