using ActorNet.Cli.Train;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Cli.Bench;

/// <summary>The networks that are measured by default, from small steps to large ones, and the default last.</summary>
internal static class BenchNetworks
{
    private static readonly SpecRequest[] Standard =
    [
        Sgd("784-30-10", Activation.Sigmoid, 1f, 10),
        Sgd("784-128-64-10", Activation.Relu, 0.1f, 128),
        Sgd("784-1024-1024-10", Activation.Relu, 0.1f, 512),
        new(),
    ];

    /// <summary>The shape of MNIST, for which the standard networks are made.</summary>
    private static readonly DataShape Digits = new("digits", 784, 10, IsClassification: true, IsImages: true);

    /// <summary>The network that was asked for, with a shape that fits it, or the standard ones.</summary>
    /// <exception cref="InvalidInputException">It cannot be trained.</exception>
    public static IReadOnlyList<TrainingSpec> Of(SpecRequest request) => Of(
        request, request.TryGet(HyperParameters.Network, out var widths)
            ? Digits with { Features = widths[0], Outputs = widths[^1] } : Digits);

    /// <summary>The network that was asked for, or the standard ones with the ends that fit the data.</summary>
    /// <exception cref="InvalidInputException">It cannot be trained.</exception>
    public static IReadOnlyList<TrainingSpec> Of(SpecRequest request, DataShape shape)
    {
        var isOwn = request.Preset is not null || request.Settings.Any(setting => setting.Parameter != HyperParameters.TrainSamples);
        var specs = isOwn
            ? [SpecResolver.Resolve(request, shape)]
            : Standard.Select(each => SpecResolver.Resolve(Fitted(each, shape).With(request.Settings), shape)).ToList();
        foreach (var spec in specs)
            spec.Validate();
        return specs;
    }

    /// <summary>
    /// Floating-point operations per sample: for each weight a multiplication and an addition forward, for its gradient, and
    /// for the gradient of its input; the last of these is not needed in the first layer.
    /// </summary>
    public static double FlopPerSample(NetworkSpec network)
    {
        var layers = ParameterLayout.Of(network).Layers;
        var weights = 0.0;
        foreach (var layer in layers)
            weights += layer.WeightCount;
        return 6 * weights - 2.0 * layers[0].WeightCount;
    }

    private static SpecRequest Fitted(SpecRequest standard, DataShape shape) => standard.TryGet(HyperParameters.Network, out var widths)
        ? standard.With(HyperParameters.Network.To(
            new LayerWidths([shape.Features, .. Enumerable.Range(1, widths.Count - 2).Select(layer => widths[layer]), shape.Outputs])))
        : standard;

    private static SpecRequest Sgd(string widths, Activation activation, float learningRate, int batch) => new SpecRequest().With(
        HyperParameters.Network.To(LayerWidths.Parse(widths)), HyperParameters.HiddenActivation.To(activation),
        HyperParameters.Optimizer.To(OptimizerKind.Sgd), HyperParameters.LearningRate.To(learningRate),
        HyperParameters.BatchSize.To(batch));
}
