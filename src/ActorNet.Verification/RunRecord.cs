using ActorNet.Models.Recording;

namespace ActorNet.Verification;

/// <summary>What the folder of a run says about it: its description, and the lines of its metrics that the law determines.</summary>
internal sealed class RunRecord
{
    private readonly Dictionary<long, WeightsHashed> _links = [];

    private RunRecord(RunDirectory directory, IReadOnlyList<TrainingEvent> events)
    {
        Directory = directory;
        Plan = new MinibatchPlan(directory.Description.Spec, directory.Description.Dataset.TrainSamples);
        Events = events;
        Links = [.. events.OfType<WeightsHashed>()];
        foreach (var link in Links)
            _links.TryAdd(link.Step, link);
        Completed = events.OfType<TrainingCompleted>().LastOrDefault();
    }

    public RunDirectory Directory { get; }

    public RunDescription Description => Directory.Description;

    public MinibatchPlan Plan { get; }

    /// <summary>All events, in the order of the file.</summary>
    public IReadOnlyList<TrainingEvent> Events { get; }

    /// <summary>The links of the chain, in the order of the file.</summary>
    public IReadOnlyList<WeightsHashed> Links { get; }

    /// <summary>The last end of the run; null if it has not ended.</summary>
    public TrainingCompleted? Completed { get; }

    /// <summary>The first line, from 1, that is not an event; null if all are. A last one that is not complete is being written.</summary>
    public int? DamagedLine { get; private init; }

    public string MetricsName => Directory.NameOf(Directory.MetricsPath);

    /// <summary>Reads the metrics of a run.</summary>
    /// <exception cref="InvalidInputException">There are none: the run has not begun.</exception>
    public static RunRecord Read(RunDirectory directory)
    {
        if (!File.Exists(directory.MetricsPath))
            throw InvalidInputException.Of($"Run '{directory.Description.RunId}'", "has no metrics.jsonl", advice: "verify a run that has begun");
        var lines = File.ReadLines(directory.MetricsPath).Select(TrainingEventJson.Read).ToList();
        var damaged = lines.IndexOf(null);
        return new RunRecord(directory, [.. lines.OfType<TrainingEvent>()])
        {
            DamagedLine = damaged < 0 || damaged == lines.Count - 1 ? null : damaged + 1,
        };
    }

    /// <summary>The link of a step; null if it has none.</summary>
    public WeightsHashed? LinkAt(long step) => _links.GetValueOrDefault(step);

    /// <summary>The evaluated epoch; null if it has no line.</summary>
    public EpochCompleted? EpochAt(int epoch) => Events.OfType<EpochCompleted>().FirstOrDefault(each => each.Epoch == epoch);

    /// <summary>The best epoch up to a step; null for none, or without validation samples.</summary>
    public EpochCompleted? BestEpochAt(long step) => Description.Spec.ValidationSamples == 0
        ? null
        : Events.OfType<EpochCompleted>().LastOrDefault(epoch => epoch.IsBest && epoch.Step <= step);

    /// <summary>What the law determines of the steps after <paramref name="from"/> up to <paramref name="to"/>, in order.</summary>
    public IEnumerable<TrainingEvent> Between(long from, long to) =>
        Events.Where(trainingEvent => StepOf(trainingEvent) is { } step && step > from && step <= to);

    /// <summary>The step of an event that the law determines; null for others.</summary>
    public static long? StepOf(TrainingEvent trainingEvent) => trainingEvent switch
    {
        StepsCompleted steps => steps.Step,
        EpochCompleted epoch => epoch.Step,
        WeightsHashed hashed => hashed.Step,
        _ => null,
    };
}
