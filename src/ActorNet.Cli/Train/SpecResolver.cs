using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Train;

/// <summary>
/// Makes a training spec of what was said and what goes with it: what was not said is the preset's, except where something
/// that was said makes another choice the usual one (the cost follows the output, the learning rate the optimizer, and so on).
/// Pure: the same request and shape give the same spec.
/// </summary>
internal static class SpecResolver
{
    /// <summary>The spec for data of this shape. It is not validated yet.</summary>
    public static TrainingSpec Resolve(SpecRequest request, DataShape shape)
    {
        var preset = (request.Preset ?? (shape.IsImages ? TrainingPresets.Default : TrainingPresets.Table)).Spec;
        return preset with
        {
            Network = Network(request, shape, preset.Network),
            Optimizer = Optimizer(request, preset.Optimizer),
            Schedule = request.Schedule ?? Schedule(request, preset.Schedule),
            L2 = request.L2 ?? preset.L2,
            BatchSize = request.Batch ?? preset.BatchSize,
            MicroBatchSize = request.MicroBatch ?? preset.MicroBatchSize,
            Epochs = request.Epochs ?? preset.Epochs,
            Seed = request.Seed ?? preset.Seed,
            TrainSamples = request.TrainSamples ?? preset.TrainSamples,
            ValidationSamples = request.ValidationSamples ?? preset.ValidationSamples,
            Patience = request.Patience ?? preset.Patience,
            TargetAccuracy = request.TargetAccuracy ?? preset.TargetAccuracy,
            InitialWeights = request.InitialWeights,
        };
    }

    /// <summary>Checks all that can be known before the data are loaded.</summary>
    /// <exception cref="InvalidInputException">The spec cannot be trained, whatever the data.</exception>
    public static void CheckEarly(SpecRequest request, DataShape? shape, bool isRegression)
    {
        var widths = request.Network ?? new LayerWidths(1, 1);
        var spec = Resolve(request, shape ?? new DataShape("", widths[0], widths[^1], !isRegression, IsImages: false));
        spec.Validate();
        if (shape is not null)
            spec.ValidateShape(shape.Name, shape.Features, shape.Outputs, shape.IsClassification);
    }

    private static NetworkSpec Network(SpecRequest request, DataShape shape, NetworkSpec preset)
    {
        var output = request.Output ?? DefaultOutput(request, shape, preset);
        return new NetworkSpec(request.Network ?? Widths(shape, preset.Widths))
        {
            HiddenActivation = request.Activation ?? preset.HiddenActivation,
            OutputActivation = output,
            Cost = request.Cost ?? (output == preset.OutputActivation ? preset.Cost : NetworkSpec.DefaultCostOf(output)),
            Initializer = request.Initializer ?? (request.Activation is { } hidden ? DefaultInitializerOf(hidden) : preset.Initializer),
        };
    }

    private static Activation DefaultOutput(SpecRequest request, DataShape shape, NetworkSpec preset) =>
        !shape.IsClassification ? Activation.Identity
        : request.Cost is { } cost ? OutputFor(cost, request.Preset?.Spec.Network)
        : preset.OutputActivation;

    /// <summary>The preset's hidden layers between the data's features and outputs.</summary>
    private static LayerWidths Widths(DataShape shape, LayerWidths preset)
    {
        var widths = Enumerable.Range(0, preset.Count).Select(layer => preset[layer]).ToArray();
        (widths[0], widths[^1]) = (shape.Features, shape.Outputs);
        return new LayerWidths(widths);
    }

    /// <summary>The output activation that goes with a cost; any goes with the quadratic one, so a named preset's stays.</summary>
    private static Activation OutputFor(Cost cost, NetworkSpec? preset) => cost switch
    {
        Cost.NegativeLogLikelihood => Activation.Softmax,
        Cost.CrossEntropy => Activation.Sigmoid,
        _ => preset?.OutputActivation ?? Activation.Identity,
    };

    private static Initializer DefaultInitializerOf(Activation activation) =>
        activation == Activation.Relu ? Initializer.He : Initializer.Xavier;

    /// <summary>An optimizer of the user's own choice keeps its learning rate; a named preset's schedule stays.</summary>
    private static LearningRateSchedule Schedule(SpecRequest request, LearningRateSchedule preset) =>
        request.Optimizer is not null && request.Preset is null ? LearningRateSchedule.Constant : preset;

    private static OptimizerSpec Optimizer(SpecRequest request, OptimizerSpec preset)
    {
        var kind = request.Optimizer ?? preset.Kind;
        var rate = request.LearningRate
            ?? (kind == preset.Kind ? preset.LearningRate : OptimizerSpec.DefaultLearningRateOf(kind));
        return preset with
        {
            Kind = kind,
            LearningRate = rate,
            Momentum = request.Momentum ?? preset.Momentum,
            Beta1 = request.Beta1 ?? preset.Beta1,
            Beta2 = request.Beta2 ?? preset.Beta2,
            Epsilon = request.Epsilon ?? preset.Epsilon,
        };
    }
}
