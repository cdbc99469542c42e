using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Cli.Arguments;

/// <summary>
/// The table of hyper-parameters: each row is all that the command knows of one. Options, help, error messages, the comparison with a run
/// that is resumed and the console's lines are made from it. The order is that of the help.
/// </summary>
internal static class HyperParameters
{
    private const string FiniteAboveZero = "a finite number above 0";

    private static readonly List<HyperParameter> Rows = [];
    private static readonly TrainingSpec Default = TrainingPresets.Default.Spec;

    public static IReadOnlyList<HyperParameter> All => Rows;

    public static HyperParameter<int> TrainSamples { get; } = Add(new HyperParameter<int>(
        HyperParameterGroup.Data, nameof(TrainingSpec.TrainSamples), "--train-samples", "N", "train on the first N samples [all]",
        Parsers.Integer(1, int.MaxValue), spec => spec.TrainSamples, (spec, value) => spec with { TrainSamples = value }));

    public static HyperParameter<int> ValidationSamples { get; } = Add(new HyperParameter<int>(
        HyperParameterGroup.Data, nameof(TrainingSpec.ValidationSamples), "--validation-samples", "N",
        "keep the last N training samples to choose the best epoch with [0]",
        Parsers.Integer(0, int.MaxValue), spec => spec.ValidationSamples, (spec, value) => spec with { ValidationSamples = value }));

    public static HyperParameter<LayerWidths> Network { get; } = Add(new HyperParameter<LayerWidths>(
        HyperParameterGroup.Network, nameof(TrainingSpec.Network), "--network", "WIDTHS",
        $"layer widths, input to output, such as 784-128-10 [{Default.Network.Widths} for digits; else the hidden layers are the preset's]",
        LayerWidths.Parse, spec => spec.Network.Widths, (spec, value) => spec with { Network = spec.Network with { Widths = value } })
    {
        Print = spec => spec.Network.Widths.ToString(),
    });

    public static HyperParameter<Activation> HiddenActivation { get; } = Add(new HyperParameter<Activation>(
        HyperParameterGroup.Network, nameof(NetworkSpec.HiddenActivation), "--activation", "NAME",
        $"of hidden layers: {Names(TrainNames.Activations)} [{HyperParameter.Text(Default.Network.HiddenActivation)}]",
        Parsers.OneOf(TrainNames.Activations), spec => spec.Network.HiddenActivation,
        (spec, value) => spec with { Network = spec.Network with { HiddenActivation = value } }));

    public static HyperParameter<Activation> OutputActivation { get; } = Add(new HyperParameter<Activation>(
        HyperParameterGroup.Network, nameof(NetworkSpec.OutputActivation), "--output", "NAME",
        "activation of the output layer: the same names [softmax; for regression identity; else what goes with --cost]",
        Parsers.OneOf(TrainNames.Activations), spec => spec.Network.OutputActivation,
        (spec, value) => spec with { Network = spec.Network with { OutputActivation = value } })
    {
        Print = spec => (spec.Network.LayerCount > 1 ? $"{HyperParameter.Text(spec.Network.HiddenActivation)} and " : "")
            + HyperParameter.Text(spec.Network.OutputActivation),
    });

    public static HyperParameter<Cost> Cost { get; } = Add(new HyperParameter<Cost>(
        HyperParameterGroup.Network, nameof(NetworkSpec.Cost), "--cost", "NAME",
        $"{Names(TrainNames.Costs)} [what goes with --output: nll with softmax, cross-entropy with sigmoid, else quadratic]",
        Parsers.OneOf(TrainNames.Costs), spec => spec.Network.Cost,
        (spec, value) => spec with { Network = spec.Network with { Cost = value } })
    {
        Print = spec => $"cost {HyperParameter.Text(spec.Network.Cost)}",
    });

    public static HyperParameter<Initializer> Initializer { get; } = Add(new HyperParameter<Initializer>(
        HyperParameterGroup.Network, nameof(NetworkSpec.Initializer), "--init", "NAME",
        $"how weights start: {Names(TrainNames.Initializers)} [he with relu, else xavier]",
        Parsers.OneOf(TrainNames.Initializers), spec => spec.Network.Initializer,
        (spec, value) => spec with { Network = spec.Network with { Initializer = value } })
    {
        Print = spec => spec.InitialWeights is null ? $"init {HyperParameter.Text(spec.Network.Initializer)}" : null,
    });

    /// <summary>On the command line the model that has the weights; Train.InitialWeights replaces its name by their SHA-256.</summary>
    public static HyperParameter<string> InitialWeights { get; } = Add(new HyperParameter<string>(
        HyperParameterGroup.Network, nameof(TrainingSpec.InitialWeights), "--init-from", "RUN|FILE",
        "start with the weights of a run, or of a safetensors file of this program or of PyTorch, instead of drawing them; the network "
            + "is the model's [off]",
        text => text, spec => spec.InitialWeights, (spec, value) => spec with { InitialWeights = value })
    {
        Label = "--init-from with weights of SHA-256",
        Print = spec => spec.InitialWeights is { } hash ? $"init from weights {hash[..8]}" : null,
    });

    public static HyperParameter<OptimizerKind> Optimizer { get; } = Add(new HyperParameter<OptimizerKind>(
        HyperParameterGroup.Training, nameof(TrainingSpec.Optimizer), "--optimizer", "NAME",
        $"{Names(TrainNames.Optimizers)} [{HyperParameter.Text(Default.Optimizer.Kind)}]",
        Parsers.OneOf(TrainNames.Optimizers), spec => spec.Optimizer.Kind,
        (spec, value) => spec with { Optimizer = spec.Optimizer with { Kind = value } })
    {
        Print = spec => HyperParameter.Text(spec.Optimizer.Kind),
    });

    public static HyperParameter<float> LearningRate { get; } = Add(new HyperParameter<float>(
        HyperParameterGroup.Training, nameof(OptimizerSpec.LearningRate), "--learning-rate", "X",
        $"initial step size, above 0 [{string.Join(", ", Enum.GetValues<OptimizerKind>().Select(RateOf))}]",
        Parsers.Number<float>(value => value > 0, FiniteAboveZero), spec => spec.Optimizer.LearningRate,
        (spec, value) => spec with { Optimizer = spec.Optimizer with { LearningRate = value } })
    {
        Print = spec => Invariant($"learning rate {spec.Optimizer.LearningRate}"),
    });

    public static HyperParameter<LearningRateSchedule> Schedule { get; } = Add(new HyperParameter<LearningRateSchedule>(
        HyperParameterGroup.Training, nameof(TrainingSpec.Schedule), "--schedule", "HOW",
        "constant, step:EPOCHS:FACTOR, exponential:FACTOR or cosine [cosine; constant where --optimizer is given]",
        LearningRateSchedule.Parse, spec => spec.Schedule, (spec, value) => spec with { Schedule = value })
    {
        Print = spec => $"schedule {spec.Schedule}",
    });

    public static HyperParameter<float> Momentum { get; } = Add(new HyperParameter<float>(
        HyperParameterGroup.Training, nameof(OptimizerSpec.Momentum), "--momentum", "X",
        Invariant($"of momentum and nesterov, from 0 to below 1 [{Default.Optimizer.Momentum}]"),
        Decay(), spec => spec.Optimizer.Momentum, (spec, value) => spec with { Optimizer = spec.Optimizer with { Momentum = value } }));

    public static HyperParameter<float> Beta1 { get; } = Add(new HyperParameter<float>(
        HyperParameterGroup.Training, nameof(OptimizerSpec.Beta1), "--beta1", "X",
        Invariant($"decay of adam's first moment, from 0 to below 1 [{Default.Optimizer.Beta1}]"),
        Decay(), spec => spec.Optimizer.Beta1, (spec, value) => spec with { Optimizer = spec.Optimizer with { Beta1 = value } }));

    public static HyperParameter<float> Beta2 { get; } = Add(new HyperParameter<float>(
        HyperParameterGroup.Training, nameof(OptimizerSpec.Beta2), "--beta2", "X",
        Invariant($"decay of adam's second moment, from 0 to below 1 [{Default.Optimizer.Beta2}]"),
        Decay(), spec => spec.Optimizer.Beta2, (spec, value) => spec with { Optimizer = spec.Optimizer with { Beta2 = value } }));

    public static HyperParameter<float> Epsilon { get; } = Add(new HyperParameter<float>(
        HyperParameterGroup.Training, nameof(OptimizerSpec.Epsilon), "--epsilon", "X",
        Invariant($"added to the root in adagrad and adam, above 0 [{Default.Optimizer.Epsilon}]"),
        Parsers.Number<float>(value => value > 0, FiniteAboveZero), spec => spec.Optimizer.Epsilon,
        (spec, value) => spec with { Optimizer = spec.Optimizer with { Epsilon = value } }));

    public static HyperParameter<float> L2 { get; } = Add(new HyperParameter<float>(
        HyperParameterGroup.Training, nameof(TrainingSpec.L2), "--l2", "X",
        "regularization: adds X/2 times the sum of squared weights to the cost [0]",
        Parsers.Number<float>(value => value >= 0, "a finite number from 0"), spec => spec.L2, (spec, value) => spec with { L2 = value })
    {
        Print = spec => spec.L2 > 0 ? Invariant($"L2 {spec.L2}") : null,
    });

    public static HyperParameter<int> BatchSize { get; } = Add(new HyperParameter<int>(
        HyperParameterGroup.Training, nameof(TrainingSpec.BatchSize), "--batch", "N", $"samples per step [{Default.BatchSize}]",
        Parsers.Integer(1, int.MaxValue), spec => spec.BatchSize, (spec, value) => spec with { BatchSize = value })
    {
        Print = spec => Invariant($"batch {spec.BatchSize}"),
    });

    public static HyperParameter<int> MicroBatchSize { get; } = Add(new HyperParameter<int>(
        HyperParameterGroup.Training, nameof(TrainingSpec.MicroBatchSize), "--micro-batch", "N",
        "samples per slice, the unit of work and of summation [an eighth of the batch, 1 to 16]",
        Parsers.Integer(1, TrainingSpec.MaxMicroBatchSize), spec => spec.EffectiveMicroBatchSize,
        (spec, value) => spec with { MicroBatchSize = value }));

    public static HyperParameter<int> Epochs { get; } = Add(new HyperParameter<int>(
        HyperParameterGroup.Training, nameof(TrainingSpec.Epochs), "--epochs", "N",
        $"passes through the training samples [{Default.Epochs}]",
        Parsers.Integer(1, 1_000_000), spec => spec.Epochs, (spec, value) => spec with { Epochs = value })
    {
        Print = spec => Invariant($"{spec.Epochs:N0} epoch{(spec.Epochs == 1 ? "" : "s")}"),
    });

    public static HyperParameter<ulong> Seed { get; } = Add(new HyperParameter<ulong>(
        HyperParameterGroup.Training, nameof(TrainingSpec.Seed), "--seed", "N", "where all random numbers start [1]",
        Parsers.Integer(ulong.MinValue, ulong.MaxValue), spec => spec.Seed, (spec, value) => spec with { Seed = value })
    {
        Print = spec => Invariant($"seed {spec.Seed}"),
    });

    public static HyperParameter<double> TargetAccuracy { get; } = Add(new HyperParameter<double>(
        HyperParameterGroup.Training, nameof(TrainingSpec.TargetAccuracy), "--target-accuracy", "X",
        "stop after the epoch that reaches this share of correct answers, such as 0.97 [never]",
        Parsers.Number<double>(value => value is > 0 and <= 1, "a number above 0, at most 1"), spec => spec.TargetAccuracy,
        (spec, value) => spec with { TargetAccuracy = value }));

    public static HyperParameter<int> Patience { get; } = Add(new HyperParameter<int>(
        HyperParameterGroup.Training, nameof(TrainingSpec.Patience), "--patience", "N",
        "stop after N epochs without a better validation loss [never]",
        Parsers.Integer(1, 1_000_000), spec => spec.Patience, (spec, value) => spec with { Patience = value }));

    public static IEnumerable<HyperParameter> Of(HyperParameterGroup group) => Rows.Where(row => row.Group == group);

    /// <summary>The console's line of a group.</summary>
    public static string Line(HyperParameterGroup group, TrainingSpec spec) =>
        string.Join(", ", Of(group).Select(row => row.Print(spec)).Where(text => text is not null));

    private static HyperParameter<T> Add<T>(HyperParameter<T> row) where T : notnull
    {
        Rows.Add(row);
        return row;
    }

    private static Func<string, float> Decay() => Parsers.Number<float>(value => value is >= 0 and < 1, "a number from 0 to below 1");

    private static string RateOf(OptimizerKind kind)
    {
        var rate = kind == Default.Optimizer.Kind ? Default.Optimizer.LearningRate : OptimizerSpec.DefaultLearningRateOf(kind);
        return Invariant($"{HyperParameter.Text(kind)} {rate}");
    }

    private static string Names<T>(Choice<T> choice) where T : struct, Enum => string.Join(", ", choice.Names);
}
