using System.CommandLine;
using System.Globalization;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.DataSets;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>The options of `actornet train`, grouped as its help shows them, and how they are read.</summary>
internal sealed class TrainOptions
{
    private const string FiniteAboveZero = "a finite number above 0";

    private static readonly TrainingSpec Usual = TrainingPresets.Default.Spec;

    private readonly DataOptions _dataset = new("auto");
    private readonly Option<int?> _trainSamples = OptionFactory.Integer("--train-samples", "N", "train on the first N samples [all]", 1, int.MaxValue);
    private readonly Option<int?> _validationSamples = OptionFactory.Integer("--validation-samples", "N",
        "keep the last N training samples to choose the best epoch with [0]", 0, int.MaxValue);

    private readonly Option<TrainingPreset?> _preset = OptionFactory.Parsed("--preset", "NAME",
        $"options to start from; others override it: {string.Join("; ", TrainingPresets.All.Select(preset => $"{preset.Name} ({preset.Description})"))} [default; table for a CSV file]",
        TrainNames.Preset);
    private readonly Option<LayerWidths?> _network = OptionFactory.Parsed("--network", "WIDTHS",
        $"layer widths, input to output, such as 784-128-10 [{Usual.Network.Widths} for digits; else the hidden layers are the preset's]", LayerWidths.Parse);
    private readonly Option<Activation?> _activation = OptionFactory.OneOf("--activation",
        $"of hidden layers: {Allowed(TrainNames.Activations)} [{Name(Usual.Network.HiddenActivation)}]", TrainNames.Activations);
    private readonly Option<Activation?> _output = OptionFactory.OneOf("--output",
        "activation of the output layer: the same names [softmax; for regression identity; else what goes with --cost]", TrainNames.Activations);
    private readonly Option<Cost?> _cost = OptionFactory.OneOf("--cost",
        $"{Allowed(TrainNames.Costs)} [what goes with --output: nll with softmax, cross-entropy with sigmoid, else quadratic]", TrainNames.Costs);
    private readonly Option<Initializer?> _init = OptionFactory.OneOf("--init",
        $"how weights start: {Allowed(TrainNames.Initializers)} [he with relu, else xavier]", TrainNames.Initializers);

    private readonly Option<string?> _initFrom = OptionFactory.Text("--init-from", "RUN|FILE",
        "begin with the weights of a run, or of a safetensors file of this program or of PyTorch, instead of drawing them; the network is the model's [off]");

    private readonly Option<OptimizerKind?> _optimizer = OptionFactory.OneOf("--optimizer",
        $"{Allowed(TrainNames.Optimizers)} [{Name(Usual.Optimizer.Kind)}]", TrainNames.Optimizers);
    private readonly Option<float?> _learningRate = OptionFactory.Number<float>("--learning-rate", "X",
        $"initial step size, above 0 [{string.Join(", ", Enum.GetValues<OptimizerKind>().Select(kind => $"{Name(kind)} {Plain(RateOf(kind))}"))}]",
        value => value > 0, FiniteAboveZero);
    private readonly Option<LearningRateSchedule?> _schedule = OptionFactory.Parsed("--schedule", "HOW",
        "constant, step:EPOCHS:FACTOR, exponential:FACTOR or cosine [cosine; constant where --optimizer is given]", LearningRateSchedule.Parse);
    private readonly Option<float?> _momentum = Decay("--momentum", "of momentum and nesterov", Usual.Optimizer.Momentum);
    private readonly Option<float?> _beta1 = Decay("--beta1", "decay of adam's first moment", Usual.Optimizer.Beta1);
    private readonly Option<float?> _beta2 = Decay("--beta2", "decay of adam's second moment", Usual.Optimizer.Beta2);
    private readonly Option<float?> _epsilon = OptionFactory.Number<float>("--epsilon", "X",
        $"added to the root in adagrad and adam, above 0 [{Plain(Usual.Optimizer.Epsilon)}]", value => value > 0, FiniteAboveZero);
    private readonly Option<float?> _l2 = OptionFactory.Number<float>("--l2", "X",
        "regularization: adds X/2 times the sum of squared weights to the cost [0]", value => value >= 0, "a finite number from 0");
    private readonly Option<int?> _batch = OptionFactory.Integer("--batch", "N", $"samples per step [{Usual.BatchSize}]", 1, int.MaxValue);
    private readonly Option<int?> _microBatch = OptionFactory.Integer("--micro-batch", "N",
        "samples per slice, the unit of work and of summation [an eighth of the batch, 1 to 16]", 1, TrainingSpec.MaxMicroBatchSize);
    private readonly Option<int?> _epochs = OptionFactory.Integer("--epochs", "N", $"passes through the training samples [{Usual.Epochs}]", 1, 1_000_000);
    private readonly Option<ulong?> _seed = OptionFactory.Integer("--seed", "N", "where all random numbers start [1]", ulong.MinValue, ulong.MaxValue);
    private readonly Option<double?> _targetAccuracy = OptionFactory.Number<double>("--target-accuracy", "X",
        "stop after the epoch that reaches this share of right answers, such as 0.97 [never]", value => value is > 0 and <= 1, "a number above 0, at most 1");
    private readonly Option<int?> _patience = OptionFactory.Integer("--patience", "N",
        "stop after N epochs without a better validation loss [never]", 1, 1_000_000);

    private readonly Option<int?> _workers = OptionFactory.Integer("--workers", "N",
        "worker actors in this process, 1 to 256; the weights do not depend on it [one per processor; with --threads T one per T processors]",
        1, TrainerOptions.MaxWorkers);
    private readonly Option<int?> _threads = OptionFactory.Integer("--threads", "T",
        "compute threads of each worker of this process, 1 to 256, and at most 4,096 in all; often faster than as many workers; the weights do not depend on it [1]", 1, TrainerOptions.MaxThreads);
    private readonly Option<string?> _out = OptionFactory.Text("--out", "DIR", "the run's folder, which must not exist or be empty [runs/RUN-ID]");
    private readonly Option<bool> _continue = OptionFactory.Flag("--continue",
        "go on with the run in --out where there is one, or tell its outcome where it is over: for a command that is started again by itself");
    private readonly Option<int?> _checkpointEvery = OptionFactory.Integer("--checkpoint-every", "N",
        "save a checkpoint every N steps too, not only after each epoch [off]", 1, int.MaxValue);
    private readonly Option<int?> _keepCheckpoints = OptionFactory.Integer("--keep-checkpoints", "N",
        $"keep the newest N checkpoints, 1 to {CheckpointFolder.MaxKept}, and with validation samples the best epoch's too [{CheckpointFolder.DefaultKept}]",
        1, CheckpointFolder.MaxKept);
    private readonly Option<string?> _resume = OptionFactory.Text("--resume", "RUN",
        "go on with a run (its folder, or its id under runs/) to the same weights; of what decides them only --epochs may grow, and not with cosine");
    private readonly Option<string?> _tensorBoard = OptionFactory.Text("--tensorboard", "DIR",
        "write loss, accuracy, learning rate, speed and workers to event files in DIR/RUN-ID, for `tensorboard --logdir DIR` [off]");
    private readonly Option<bool> _json = OptionFactory.Flag("--json", "write one JSON object per line to standard output, the summary last");
    private readonly Option<bool> _quiet = OptionFactory.Flag("--quiet", "tell only the outcome");

    private readonly bool _isInCluster;

    /// <summary>Makes the options.</summary>
    /// <param name="isInCluster">Whether they are those of a coordinator, whose workers have options of their own.</param>
    public TrainOptions(bool isInCluster = false) => _isInCluster = isInCluster;

    /// <summary>All options in the order of the help.</summary>
    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("Data", [.. _dataset.All, _trainSamples, _validationSamples]),
        new("Network", [_preset, _network, _activation, _output, _cost, _init, _initFrom]),
        new("Training", [_optimizer, _learningRate, _schedule, _momentum, _beta1, _beta2, _epsilon, _l2, _batch, _microBatch, _epochs, _seed,
            _targetAccuracy, _patience]),
        new("Run", [.. _isInCluster ? Array.Empty<Option>() : [_workers], _threads, _out, _continue, _checkpointEvery, _keepCheckpoints, _resume, _tensorBoard, _json, _quiet]),
    ];

    /// <summary>The usual number of workers, given the threads of each: so many that each processor has a thread.</summary>
    public static Func<int, int> WorkersFor(int processors) => threads => Math.Clamp(processors / threads, 1, TrainerOptions.MaxWorkers);

    /// <summary>What was asked for; to be called where the parser found no error.</summary>
    /// <exception cref="InvalidInputException">The workers' threads are too many together.</exception>
    public TrainRequest Read(ParseResult parsed, Func<int, int> usualWorkers)
    {
        var threads = parsed.GetValue(_threads) ?? 1;
        var workers = (_isInCluster ? null : parsed.GetValue(_workers)) ?? usualWorkers(threads);
        TrainerOptions.CheckComputeThreads(workers, threads);
        return new TrainRequest(
            ReadSpec(parsed),
            _dataset.Read(parsed),
            workers,
            threads)
        {
            DataIsNamed = _dataset.AreNamed(parsed),
            CheckpointEvery = parsed.GetValue(_checkpointEvery),
            KeptCheckpoints = parsed.GetValue(_keepCheckpoints) ?? CheckpointFolder.DefaultKept,
            RunOptions = [.. GivenOptions.Of(parsed, [_workers, _threads, _checkpointEvery, _keepCheckpoints, _tensorBoard])],
            InitFrom = parsed.GetValue(_initFrom),
            Resume = parsed.GetValue(_resume),
            Out = parsed.GetValue(_out),
            TensorBoard = parsed.GetValue(_tensorBoard),
            Continue = parsed.GetValue(_continue),
            Json = parsed.GetValue(_json),
            Quiet = parsed.GetValue(_quiet),
        };
    }

    private SpecRequest ReadSpec(ParseResult parsed) => new()
    {
        Preset = parsed.GetValue(_preset),
        Network = parsed.GetValue(_network),
        Activation = parsed.GetValue(_activation),
        Output = parsed.GetValue(_output),
        Cost = parsed.GetValue(_cost),
        Initializer = parsed.GetValue(_init),
        Optimizer = parsed.GetValue(_optimizer),
        LearningRate = parsed.GetValue(_learningRate),
        Momentum = parsed.GetValue(_momentum),
        Beta1 = parsed.GetValue(_beta1),
        Beta2 = parsed.GetValue(_beta2),
        Epsilon = parsed.GetValue(_epsilon),
        Schedule = parsed.GetValue(_schedule),
        L2 = parsed.GetValue(_l2),
        Batch = parsed.GetValue(_batch),
        MicroBatch = parsed.GetValue(_microBatch),
        Epochs = parsed.GetValue(_epochs),
        Seed = parsed.GetValue(_seed),
        TrainSamples = parsed.GetValue(_trainSamples),
        ValidationSamples = parsed.GetValue(_validationSamples),
        Patience = parsed.GetValue(_patience),
        TargetAccuracy = parsed.GetValue(_targetAccuracy),
    };

    private static Option<float?> Decay(string name, string what, float usual) => OptionFactory.Number<float>(
        name, "X", $"{what}, from 0 to below 1 [{Plain(usual)}]", value => value is >= 0 and < 1, "a number from 0 to below 1");

    private static float RateOf(OptimizerKind kind) =>
        kind == Usual.Optimizer.Kind ? Usual.Optimizer.LearningRate : OptimizerSpec.DefaultLearningRateOf(kind);

    private static string Allowed<T>(Choice<T> choice) where T : struct, Enum => string.Join(", ", choice.Names);

    private static string Name<T>(T value) where T : struct, Enum => Choice<T>.NameOf(value);

    private static string Plain(float value) => value.ToString(CultureInfo.InvariantCulture);
}
