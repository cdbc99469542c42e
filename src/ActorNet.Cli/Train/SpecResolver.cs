using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Cli.Train;

/// <summary>
/// Makes a training spec from what the user has set: the rest is the preset's, except where a setting changes another default (the cost
/// follows the output, the learning rate the optimizer, and so on). Pure: the same request and shape give the same spec.
/// </summary>
internal static class SpecResolver
{
    /// <summary>The spec for data of this shape. It is not validated yet.</summary>
    public static TrainingSpec Resolve(SpecRequest request, DataShape shape)
    {
        var preset = (request.Preset ?? TrainingPresets.For(shape.IsImages)).Spec;
        return request.ApplyTo(preset with
        {
            Network = Network(request, shape, preset.Network),
            Optimizer = Optimizer(request, preset.Optimizer),
            // An optimizer that the user has chosen keeps its learning rate; a named preset's schedule stays.
            Schedule = request.Has(HyperParameters.Optimizer) && request.Preset is null ? LearningRateSchedule.Constant : preset.Schedule,
        });
    }

    /// <summary>Checks all that can be known before the data are loaded.</summary>
    /// <exception cref="InvalidInputException">The spec cannot be trained, whatever the data.</exception>
    public static void CheckEarly(SpecRequest request, DataShape? shape, bool isRegression)
    {
        var widths = request.TryGet(HyperParameters.Network, out var network) ? network : new LayerWidths(1, 1);
        var spec = Resolve(request, shape ?? new DataShape("", widths[0], widths[^1], !isRegression, IsImages: false));
        spec.Validate();
        if (shape is not null)
            spec.ValidateShape(shape.Name, shape.Features, shape.Outputs, shape.IsClassification);
    }

    private static NetworkSpec Network(SpecRequest request, DataShape shape, NetworkSpec preset)
    {
        var output = request.TryGet(HyperParameters.OutputActivation, out var set) ? set : DefaultOutput(request, shape, preset);
        return preset with
        {
            Widths = Widths(shape, preset.Widths),
            OutputActivation = output,
            Cost = output == preset.OutputActivation ? preset.Cost : NetworkSpec.DefaultCostOf(output),
            Initializer = request.TryGet(HyperParameters.HiddenActivation, out var hidden)
                ? DefaultInitializerOf(hidden) : preset.Initializer,
        };
    }

    private static Activation DefaultOutput(SpecRequest request, DataShape shape, NetworkSpec preset) =>
        !shape.IsClassification ? Activation.Identity
        : request.TryGet(HyperParameters.Cost, out var cost) ? OutputFor(cost, request.Preset?.Spec.Network)
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

    private static OptimizerSpec Optimizer(SpecRequest request, OptimizerSpec preset) =>
        request.TryGet(HyperParameters.Optimizer, out var kind) && kind != preset.Kind
            ? preset with { Kind = kind, LearningRate = OptimizerSpec.DefaultLearningRateOf(kind) }
            : preset;
}
