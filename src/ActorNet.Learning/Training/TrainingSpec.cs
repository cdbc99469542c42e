using System.Text.Json.Serialization;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Training;

/// <summary>
/// Everything, besides the data, that determines the final weights: two runs with equal specs and equal data end with the same bits.
/// Nothing else belongs here, such as the number of workers.
/// </summary>
/// <param name="Network">The network to train.</param>
public sealed record TrainingSpec(NetworkSpec Network)
{
    /// <summary>The maximum slice size: a slice's activations must fit a worker's buffers.</summary>
    public const int MaxMicroBatchSize = 1024;

    /// <summary>The optimizer and its constants.</summary>
    public OptimizerSpec Optimizer { get; init; } = new(OptimizerKind.Momentum, 0.05f);

    /// <summary>How the learning rate changes over the run.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>λ of L2 regularization: adds (λ/2)·Σw² over the weights, not the biases, to the cost. At least 0.</summary>
    public float L2 { get; init; }

    /// <summary>Samples per step, at least 1; limited to the number of samples.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Samples per slice, the unit of work and of summation; null means min(16, max(1, BatchSize / 8)).</summary>
    public int? MicroBatchSize { get; init; }

    /// <summary>Passes over the training samples, at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The seed of all random numbers of the run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Train on this many samples, from the first; null means all that validation leaves.</summary>
    public int? TrainSamples { get; init; }

    /// <summary>Reserve this many samples, the last of the training set, to choose the best epoch; 0 for none.</summary>
    public int ValidationSamples { get; init; }

    /// <summary>Stop after this many epochs without a better validation loss; null means never. Needs validation samples.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// Stop after the first epoch whose accuracy (on the validation samples, else on the test set) reaches this, in (0, 1]; null means
    /// never.
    /// </summary>
    public double? TargetAccuracy { get; init; }

    /// <summary>The <see cref="WeightsHash"/> of the given initial parameters; null if they are drawn from <see cref="Seed"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InitialWeights { get; init; }

    /// <summary>The effective samples per slice.</summary>
    public int EffectiveMicroBatchSize => MicroBatchSize ?? Math.Min(16, Math.Max(1, BatchSize / 8));

    /// <summary>
    /// The defaults for a network and data, those of the command: <see cref="TrainingPresets.Default"/> for images,
    /// <see cref="TrainingPresets.Table"/> for others; for real targets the outputs are identities and the cost is quadratic.
    /// </summary>
    /// <param name="network">Layer widths from input to output, such as "784-64-10".</param>
    /// <param name="dataset">The samples.</param>
    /// <exception cref="InvalidInputException">The text is not a list of widths.</exception>
    public static TrainingSpec For(string network, Dataset dataset)
    {
        var spec = TrainingPresets.For(areImages: dataset.ImageSize is not null).Spec;
        var sized = spec.Network with { Widths = LayerWidths.Parse(network) };
        return spec with
        {
            Network = dataset.Train.IsClassification
                ? sized
                : sized with { OutputActivation = Activation.Identity, Cost = NetworkSpec.DefaultCostOf(Activation.Identity) },
        };
    }

    /// <summary>An optimizer for these options; see <see cref="Optimizers.Optimizer"/> for the parameters.</summary>
    internal Optimizer CreateOptimizer(
        ReadOnlySpan<float> parameters, IReadOnlyList<float[]>? state = null, long step = 0, ITeam? team = null) =>
        new(Network, Optimizer, L2, parameters, state, step, team);

    /// <summary>Checks every option by itself and against the others.</summary>
    /// <exception cref="InvalidInputException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        Network.Validate();
        Optimizer.Validate();
        Schedule.Validate();
        InvalidInputException.ThrowIfOutside(BatchSize, 1, int.MaxValue);
        InvalidInputException.ThrowIfOutside(MicroBatchSize, 1, Math.Min(BatchSize, MaxMicroBatchSize));
        InvalidInputException.ThrowIfOutside(Epochs, 1, 1_000_000);
        if (!(L2 >= 0) || !float.IsFinite(L2))
            throw new InvalidInputException(nameof(L2), L2, "a finite number from 0");
        if (TargetAccuracy is { } target && !(target is > 0 and <= 1))
            throw new InvalidInputException(nameof(TargetAccuracy), target, "a number above 0, at most 1");
        InvalidInputException.ThrowIfOutside(Patience, 1, 1_000_000);
        if (Patience is not null && ValidationSamples == 0)
            throw new InvalidInputException(
                nameof(Patience), Patience, "a number only where there are validation samples to judge an epoch by",
                $"set {new ParameterName(nameof(ValidationSamples))} too");
    }

    /// <summary>Checks the spec, and that it fits the data.</summary>
    /// <exception cref="InvalidInputException">It is not valid, or does not fit; the message names the reason.</exception>
    public void Validate(Dataset dataset)
    {
        Validate();
        var train = dataset.Train;
        var test = dataset.Test;
        if (train.Count == 0 || test.Count == 0)
            throw InvalidInputException.Of(
                $"Data set '{dataset.Name}'", $"has {train.Count} training and {test.Count} test samples",
                "at least one of each is needed");
        if (test.FeatureCount != train.FeatureCount || test.OutputCount != train.OutputCount
            || test.IsClassification != train.IsClassification)
            throw InvalidInputException.Of(
                $"Data set '{dataset.Name}'", $"has test samples of {Shape(test)}, but training samples of {Shape(train)}",
                "both must have one shape");
        ValidateShape(dataset.Name, train.FeatureCount, train.OutputCount, train.IsClassification);
        InvalidInputException.ThrowIfOutside(ValidationSamples, 0, train.Count - 1);
        InvalidInputException.ThrowIfOutside(TrainSamples, 1, train.Count - ValidationSamples);
    }

    /// <summary>Checks that the spec fits data of this shape, which may be known before the data are loaded.</summary>
    /// <param name="datasetName">The data set's name.</param>
    /// <param name="features">Features per sample.</param>
    /// <param name="outputs">Classes, or target values per sample.</param>
    /// <param name="isClassification">Whether targets are classes.</param>
    /// <exception cref="InvalidInputException">It does not fit; the message names the reason.</exception>
    public void ValidateShape(string datasetName, int features, int outputs, bool isClassification)
    {
        if (Network.InputWidth != features)
            throw new InvalidInputException(
                nameof(Network), Network.Widths,
                $"a network that begins with {features}, the features of a sample of data set '{datasetName}'");
        if (Network.OutputWidth != outputs)
            throw new InvalidInputException(
                nameof(Network), Network.Widths,
                $"a network that ends with {outputs}, the {TargetName(isClassification)} of data set '{datasetName}'");
        if (!isClassification && Network.Cost != Cost.Quadratic)
            throw InvalidInputException.Of(
                $"Data set '{datasetName}'", "has real targets", advice:
                $"choose {new ParameterName(nameof(NetworkSpec.Cost))} quadratic and a matching "
                    + $"{new ParameterName(nameof(NetworkSpec.OutputActivation))} such as identity");
        if (TargetAccuracy is not null && !isClassification)
            throw new InvalidInputException(
                nameof(TargetAccuracy), TargetAccuracy,
                $"a number only for data with classes, but data set '{datasetName}' has real targets", "leave it out");
    }

    private static string Shape(SampleSet samples) =>
        $"{samples.FeatureCount} features and {samples.OutputCount} {TargetName(samples.IsClassification)}";

    private static string TargetName(bool isClassification) => isClassification ? "classes" : "targets";
}
