using ActorNet.Cli.DataSets;
using ActorNet.Coordination.Training;

namespace ActorNet.Cli.Train;

/// <summary>The options of `actornet train`, grouped as its help shows them, and how they are read.</summary>
internal sealed class TrainOptions
{
    private readonly DataOptions _dataset = new("auto");
    private readonly Option<TrainingPreset?> _preset = OptionFactory.Parsed("--preset", "NAME",
        "options to start from; others override it: "
        + string.Join("; ", TrainingPresets.All.Select(preset => $"{preset.Name} ({preset.Description})"))
        + " [default; table for a CSV file]",
        Parsers.OneOf(TrainingPresets.All, preset => preset.Name));
    private readonly Dictionary<HyperParameter, Option<Setting?>> _hyperParameters =
        HyperParameters.All.ToDictionary(each => each, each => each.CreateOption());

    private readonly Option<int?> _workers = OptionFactory.Integer("--workers", "N",
        "worker actors in this process, 1 to 256; the weights do not depend on it [one per processor, with --threads T one per T "
            + "processors, but fewer for small steps, which more workers do not make faster]",
        1, TrainerOptions.MaxWorkers);
    private readonly Option<int?> _threads = OptionFactory.Integer("--threads", "T",
        "compute threads of each worker of this process, 1 to 256, and at most 4,096 in all; often faster than as many workers; the "
            + "weights do not depend on it [1]", 1, TrainerOptions.MaxThreads);
    private readonly Option<string?> _out = OptionFactory.Text(
        "--out", "DIR", "the run's folder, which must not exist or be empty [runs/RUN-ID]");
    private readonly Option<bool> _continue = OptionFactory.Flag("--continue",
        "resume the run in --out if there is one, or print its result if it is complete: for unattended restarts");
    private readonly Option<int?> _checkpointEvery = OptionFactory.Integer("--checkpoint-every", "N",
        "save a checkpoint every N steps too, not only after each epoch [off]", 1, int.MaxValue);
    private readonly Option<int?> _keepCheckpoints = OptionFactory.Integer("--keep-checkpoints", "N",
        $"keep the newest N checkpoints, 1 to {CheckpointFolder.MaxKept}, and with validation samples the best epoch's too "
            + $"[{CheckpointFolder.DefaultKept}]",
        1, CheckpointFolder.MaxKept);
    private readonly Option<string?> _resume = OptionFactory.Text("--resume", "RUN",
        "resume a run (its folder, or its id under runs/): the weights are those of an uninterrupted run; of the options that decide "
            + "them only --epochs may grow, and not with cosine");
    private readonly Option<string?> _tensorBoard = OptionFactory.Text("--tensorboard", "DIR",
        "write loss, accuracy, learning rate, speed and workers to event files in DIR/RUN-ID, for `tensorboard --logdir DIR` [off]");
    private readonly Option<string?> _trace = OptionFactory.Text("--trace", "FILE",
        "record every message between the coordinator and its workers in a file, for `actornet trace FILE`; an older trace is replaced "
            + "[off]");
    private readonly Option<TraceHashes?> _traceHashes = OptionFactory.OneOf("--trace-hashes",
        $"in which steps what messages carry is hashed: {Suggestions.AnyOf(RunTrace.Hashes.Names)}; sampled is every "
            + Invariant($"{RunTrace.SampledSteps}th step [sampled]"),
        RunTrace.Hashes);
    private readonly Option<bool> _json = OptionFactory.Flag(
        "--json", "write one JSON object per line to standard output, the summary last");
    private readonly Option<bool> _quiet = OptionFactory.Flag("--quiet", "print only the result");

    private readonly bool _isInCluster;

    /// <param name="isInCluster">Whether they are those of a coordinator, whose workers have options of their own.</param>
    public TrainOptions(bool isInCluster = false) => _isInCluster = isInCluster;

    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("Data", [.. _dataset.All, .. OptionsOf(HyperParameterGroup.Data)]),
        new("Network", [_preset, .. OptionsOf(HyperParameterGroup.Network)]),
        new("Training", [.. OptionsOf(HyperParameterGroup.Training)]),
        new("Run",
        [
            .. _isInCluster ? Array.Empty<Option>() : [_workers], _threads, _out, _continue, _checkpointEvery, _keepCheckpoints, _resume,
            _tensorBoard, _trace, _traceHashes, _json, _quiet,
        ]),
    ];

    /// <summary>Reads the options of a command line without errors.</summary>
    /// <exception cref="InvalidInputException">The workers' threads are too many together.</exception>
    public TrainRequest Read(ParseResult parsed, int? defaultWorkers = null)
    {
        var threads = parsed.GetValue(_threads) ?? 1;
        var workers = (_isInCluster ? null : parsed.GetValue(_workers)) ?? defaultWorkers;
        TrainerOptions.CheckComputeThreads(workers ?? 1, threads);
        return new TrainRequest(
            ReadSpec(parsed),
            _dataset.Read(parsed),
            workers,
            threads)
        {
            DataIsNamed = _dataset.AreNamed(parsed),
            CheckpointEvery = parsed.GetValue(_checkpointEvery),
            KeptCheckpoints = parsed.GetValue(_keepCheckpoints) ?? CheckpointFolder.DefaultKept,
            RunOptions = [.. OptionFactory.Given(parsed, [_workers, _threads, _checkpointEvery, _keepCheckpoints, _tensorBoard])],
            Resume = parsed.GetValue(_resume),
            Out = parsed.GetValue(_out),
            TensorBoard = parsed.GetValue(_tensorBoard),
            Trace = parsed.GetValue(_trace),
            TraceHashes = ReadHashes(parsed),
            Continue = parsed.GetValue(_continue),
            Json = parsed.GetValue(_json),
            Quiet = parsed.GetValue(_quiet),
        };
    }

    private TraceHashes ReadHashes(ParseResult parsed) =>
        parsed.GetValue(_traceHashes) is { } hashes && parsed.GetValue(_trace) is null
            ? throw InvalidInputException.Of(
                "--trace-hashes", $"is {Choice<TraceHashes>.NameOf(hashes)} without a trace", advice: "give --trace FILE too")
            : parsed.GetValue(_traceHashes) ?? TraceHashes.Sampled;

    private IEnumerable<Option> OptionsOf(HyperParameterGroup group) => HyperParameters.Of(group).Select(each => _hyperParameters[each]);

    private SpecRequest ReadSpec(ParseResult parsed) => new SpecRequest { Preset = parsed.GetValue(_preset) }
        .With(_hyperParameters.Values.Select(parsed.GetValue).OfType<Setting>());
}
