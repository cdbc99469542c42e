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
    /// <summary>The one hidden layer of a network for tables, where none is asked for.</summary>
    private const int TableHiddenWidth = 32;

    /// <summary>The spec for data of this shape. It is not validated yet.</summary>
    public static TrainingSpec Resolve(SpecRequest request, DataShape shape)
    {
        var preset = (request.Preset ?? TrainingPresets.Default).Spec;
        return preset with
        {
            Network = Network(request, shape, preset.Network),
            Optimizer = Optimizer(request, preset.Optimizer),
            Schedule = request.Schedule ?? preset.Schedule,
            L2 = request.L2 ?? preset.L2,
            BatchSize = request.Batch ?? preset.BatchSize,
            MicroBatchSize = request.MicroBatch ?? preset.MicroBatchSize,
            Epochs = request.Epochs ?? preset.Epochs,
            Seed = request.Seed ?? preset.Seed,
            TrainSamples = request.TrainSamples ?? preset.TrainSamples,
            ValidationSamples = request.ValidationSamples ?? preset.ValidationSamples,
            Patience = request.Patience ?? preset.Patience,
            TargetAccuracy = request.TargetAccuracy ?? preset.TargetAccuracy,
        };
    }

    /// <summary>Checks all that can be known before the data are loaded.</summary>
    /// <exception cref="Learning.InvalidInputException">The spec cannot be trained, whatever the data.</exception>
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
        var output = request.Output
            ?? (!shape.IsClassification ? Activation.Identity : request.Cost is { } asked ? OutputFor(asked, request.Preset?.Spec.Network) : preset.OutputActivation);
        return new NetworkSpec(request.Network ?? Widths(request, shape, preset.Widths))
        {
            HiddenActivation = request.Activation ?? preset.HiddenActivation,
            OutputActivation = output,
            Cost = request.Cost ?? (output == preset.OutputActivation ? preset.Cost : NetworkSpec.UsualCostOf(output)),
            Initializer = request.Initializer ?? (request.Activation is { } activation ? UsualInitializerOf(activation) : preset.Initializer),
        };
    }

    /// <summary>The preset's hidden layers between the data's features and outputs; a small layer for tables where no preset is named.</summary>
    private static LayerWidths Widths(SpecRequest request, DataShape shape, LayerWidths preset)
    {
        var widths = new List<int> { shape.Features };
        if (shape.IsImages || request.Preset is not null)
            for (var i = 1; i < preset.Count - 1; i++)
                widths.Add(preset[i]);
        else
            widths.Add(TableHiddenWidth);
        widths.Add(shape.Outputs);
        return new LayerWidths([.. widths]);
    }

    /// <summary>The output activation that goes with a cost; any goes with the quadratic one, so a named preset's stays.</summary>
    private static Activation OutputFor(Cost cost, NetworkSpec? preset) => cost switch
    {
        Cost.NegativeLogLikelihood => Activation.Softmax,
        Cost.CrossEntropy => Activation.Sigmoid,
        _ => preset?.OutputActivation ?? Activation.Identity,
    };

    private static Initializer UsualInitializerOf(Activation activation) =>
        activation == Activation.Relu ? Initializer.He : Initializer.Xavier;

    private static OptimizerSpec Optimizer(SpecRequest request, OptimizerSpec preset)
    {
        var kind = request.Optimizer ?? preset.Kind;
        var rate = request.LearningRate
            ?? (kind == preset.Kind ? preset.LearningRate : OptimizerSpec.UsualLearningRateOf(kind));
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
