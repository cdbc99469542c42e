using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Learning.Training;

/// <summary>A named training spec to start from.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">One line.</param>
/// <param name="Spec">The spec.</param>
public sealed record TrainingPreset(string Name, string Description, TrainingSpec Spec);

/// <summary>The named training specs.</summary>
public static class TrainingPresets
{
    /// <summary>The default for images.</summary>
    public static TrainingPreset Default { get; } = new(
        "default", "784-256-10, ReLU and softmax, momentum, cosine: above 98 % on MNIST in 10 epochs",
        new TrainingSpec(NetworkSpec.Parse("784-256-10"))
        {
            Optimizer = new OptimizerSpec(OptimizerKind.Momentum, 0.1f),
            Schedule = LearningRateSchedule.Cosine,
        });

    /// <summary>Nielsen, "Neural Networks and Deep Learning", chapter 1: net.SGD(training_data, 30, 10, 3.0).</summary>
    public static TrainingPreset Nielsen { get; } = new(
        "nielsen", "784-30-10, all sigmoid, quadratic cost, SGD: chapter 1 of Nielsen's book",
        new TrainingSpec(NetworkSpec.Parse("784-30-10") with
        {
            HiddenActivation = Activation.Sigmoid,
            OutputActivation = Activation.Sigmoid,
            Cost = Cost.Quadratic,
            Initializer = Initializer.Normal,
        })
        {
            Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 3.0f),
            BatchSize = 10,
            Epochs = 30,
        });

    /// <summary>
    /// The default for tables: small steps, and many of them, since tables are small. Its first and last width are placeholders for the
    /// table's features and outputs.
    /// </summary>
    public static TrainingPreset Table { get; } = new(
        "table", "FEATURES-32-OUTPUTS, ReLU, Adam: the default for CSV files",
        new TrainingSpec(NetworkSpec.Parse("1-32-1"))
        {
            Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.01f),
            BatchSize = 16,
            Epochs = 50,
        });

    /// <summary>All presets, the default first.</summary>
    public static IReadOnlyList<TrainingPreset> All { get; } = [Default, Nielsen, Table];

    /// <summary>The preset that training starts from unless another is named.</summary>
    internal static TrainingPreset For(bool areImages) => areImages ? Default : Table;
}
