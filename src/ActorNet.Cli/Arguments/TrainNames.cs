using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Cli.Arguments;

/// <summary>The names that train's options take.</summary>
internal static class TrainNames
{
    // The step function is understood, so that it can be said why it does not train, but it is not offered.
    public static Choice<Activation> Activations { get; } = new(null, Activation.Heaviside);

    public static Choice<Cost> Costs { get; } = new(new Dictionary<string, Cost> { ["nll"] = Cost.NegativeLogLikelihood });

    public static Choice<Initializer> Initializers { get; } = new();

    public static Choice<OptimizerKind> Optimizers { get; } = new();
}
