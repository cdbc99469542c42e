using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Arguments;

/// <summary>The names that train's options take.</summary>
internal static class TrainNames
{
    // The step function is understood, so that it can be said why it does not train, but it is not offered.
    public static Choice<Activation> Activations { get; } = new(null, Activation.Heaviside);

    public static Choice<Cost> Costs { get; } = new(new Dictionary<string, Cost> { ["nll"] = Cost.NegativeLogLikelihood });

    public static Choice<Initializer> Initializers { get; } = new();

    public static Choice<OptimizerKind> Optimizers { get; } = new();

    public static Choice<TrainingTask> Tasks { get; } = new();

    /// <summary>The preset of this name.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static TrainingPreset Preset(string name)
    {
        var names = TrainingPresets.All.Select(preset => preset.Name).ToList();
        return TrainingPresets.All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidInputException("--preset", name, Suggestions.AnyOf(names), Suggestions.DidYouMean(name, names));
    }
}

/// <summary>What the targets of a CSV file are.</summary>
internal enum TrainingTask
{
    Classification,

    Regression,
}
