using System.Text;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>A run's metrics.jsonl: one line per event. Opened for each append, because a handle does not survive a disk outage.</summary>
internal sealed class MetricsFile
{
    private readonly RunDirectory _run;

    /// <summary>The length in bytes of the complete lines.</summary>
    private long _validLength;

    private MetricsChain _chain;

    private MetricsFile(RunDirectory run, IReadOnlyList<TrainingEvent> events)
    {
        _run = run;
        EarlierEpochs = [.. events.OfType<EpochCompleted>()];
        _chain = MetricsChain.After(run.Description, events);
        using var file = OpenFile();
        _validLength = file.Length;
    }

    /// <summary>The epochs that the file held when it was opened, in order.</summary>
    public IReadOnlyList<EpochCompleted> EarlierEpochs { get; }

    /// <summary>
    /// Opens the file of a run that resumes from <paramref name="step"/>; 0 for a new run. Removes the events of later steps,
    /// which will be repeated, and a truncated last line.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static MetricsFile Open(RunDirectory run, long step)
    {
        if (!File.Exists(run.MetricsPath))
            return new MetricsFile(run, []);
        // A run that starts again hashes its initial weights again.
        return new MetricsFile(run, Filter(
            run, trainingEvent => StepOf(trainingEvent) <= step && !(step == 0 && trainingEvent is WeightsHashed)));
    }

    /// <summary>
    /// Appends a line per event, all or none, and hands them to the operating system: they survive a crash of this process, but
    /// not of the machine.
    /// </summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is not writable.</exception>
    public void Append(IEnumerable<TrainingEvent> events)
    {
        var chain = _chain.Copy();
        var lines = Encoding.UTF8.GetBytes(string.Concat(
            events.Select(trainingEvent => TrainingEventJson.Write(chain.Add(trainingEvent)) + '\n')));
        using var file = OpenFile();
        // Bytes after the last complete line are from a failed write that could not be undone.
        _validLength = Math.Min(_validLength, file.Length);
        try
        {
            file.SetLength(_validLength);
            file.Seek(_validLength, SeekOrigin.Begin);
            file.Write(lines);
            _validLength += lines.Length;
            _chain = chain;
        }
        finally
        {
            file.SetLength(_validLength);
        }
    }

    /// <summary>Removes the events that a rewind invalidates; the chain continues from the last link that remains.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public void Rewind(TrainingRewound rewound)
    {
        var plan = new MinibatchPlan(_run.Description.Spec, _run.Description.Dataset.TrainSamples);
        var remaining = Filter(_run, trainingEvent => trainingEvent switch
        {
            EpochCompleted epoch => epoch.Epoch <= rewound.ToEpoch,
            // That of an epoch comes after its evaluation.
            WeightsHashed hashed => hashed.Step <= rewound.ToStep && hashed.Step / plan.StepsPerEpoch <= rewound.ToEpoch,
            _ => StepOf(trainingEvent) <= rewound.ToStep,
        });
        _chain = MetricsChain.After(_run.Description, remaining);
        _validLength = new FileInfo(_run.MetricsPath).Length;
    }

    /// <summary>Opens the file unbuffered, so that closing it after a disk failure writes nothing.</summary>
    private FileStream OpenFile() =>
        new(_run.MetricsPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private static List<TrainingEvent> Filter(RunDirectory run, Func<TrainingEvent, bool> isKept)
    {
        var remaining = File.ReadLines(run.MetricsPath).Select(TrainingEventJson.Read).OfType<TrainingEvent>().Where(isKept).ToList();
        run.WriteMetrics(remaining.Select(TrainingEventJson.Write));
        return remaining;
    }

    private static long StepOf(TrainingEvent trainingEvent) => trainingEvent switch
    {
        StepsCompleted steps => steps.Step,
        EpochCompleted epoch => epoch.Step,
        WeightsHashed hashed => hashed.Step,
        TrainingCompleted completed => completed.Steps,
        _ => 0,
    };
}
