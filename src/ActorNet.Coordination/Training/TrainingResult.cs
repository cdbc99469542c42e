using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>The result of a run.</summary>
/// <param name="Spec">What was trained.</param>
/// <param name="Reason">Why the run ended.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Parameters">The final parameters, in <see cref="ParameterLayout"/>: those of the best epoch if there are validation
/// samples, else those after the last step.</param>
/// <param name="WeightsSha256">SHA-256 of the parameters as little-endian float32, in lower-case hexadecimal.</param>
/// <param name="Epochs">The epochs of this run, in order.</param>
/// <param name="BestEpoch">The epoch of the parameters, if there are validation samples.</param>
/// <param name="TestLoss">Mean cost per test sample with the final parameters.</param>
/// <param name="TestAccuracy">Fraction of test samples classified correctly; null for regression.</param>
/// <param name="TrainSeconds">Training time, without evaluation and start-up.</param>
/// <param name="SamplesPerSecond">Samples trained on per second of that time.</param>
public sealed record TrainingResult(
    TrainingSpec Spec, StopReason Reason, long Steps, float[] Parameters, string WeightsSha256,
    IReadOnlyList<EpochCompleted> Epochs, int? BestEpoch, double TestLoss, double? TestAccuracy,
    double TrainSeconds, double SamplesPerSecond)
{
    /// <summary>Maximum number of workers ready at once.</summary>
    public required int Workers { get; init; }
}
