using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Train;

/// <summary>What the user said about the training spec; null is what was not said.</summary>
internal sealed record SpecRequest
{
    public TrainingPreset? Preset { get; init; }
    public LayerWidths? Network { get; init; }
    public Activation? Activation { get; init; }
    public Activation? Output { get; init; }
    public Cost? Cost { get; init; }
    public Initializer? Initializer { get; init; }
    public OptimizerKind? Optimizer { get; init; }
    public float? LearningRate { get; init; }
    public float? Momentum { get; init; }
    public float? Beta1 { get; init; }
    public float? Beta2 { get; init; }
    public float? Epsilon { get; init; }
    public LearningRateSchedule? Schedule { get; init; }
    public float? L2 { get; init; }
    public int? Batch { get; init; }
    public int? MicroBatch { get; init; }
    public int? Epochs { get; init; }
    public ulong? Seed { get; init; }
    public int? TrainSamples { get; init; }
    public int? ValidationSamples { get; init; }
    public int? Patience { get; init; }
    public double? TargetAccuracy { get; init; }
    public string? InitialWeights { get; init; }
}
