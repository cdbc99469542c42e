using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>What a run ended with.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="Parameters">
/// The final parameters, in <see cref="ParameterLayout"/>: those of the best epoch where there are
/// validation samples, else those after the last step.
/// </param>
/// <param name="WeightsSha256">SHA-256 of the parameters as little-endian float32, in lower-case hexadecimal.</param>
/// <param name="Epochs">Each epoch of this run, in order.</param>
/// <param name="BestEpoch">The epoch the parameters are from, where there are validation samples.</param>
/// <param name="TestLoss">The mean cost per test sample with the final parameters.</param>
/// <param name="TestAccuracy">The share of test samples classified rightly with them; null for regression.</param>
/// <param name="TrainSeconds">Time spent training, without evaluation and start-up.</param>
/// <param name="SamplesPerSecond">Samples trained on per second of that time.</param>
public sealed record TrainingResult(
    TrainingSpec Spec, StopReason Reason, long Steps, float[] Parameters, string WeightsSha256,
    IReadOnlyList<EpochCompleted> Epochs, int? BestEpoch, double TestLoss, double? TestAccuracy,
    double TrainSeconds, double SamplesPerSecond)
{
    /// <summary>The most workers that were ready at once.</summary>
    public required int Workers { get; init; }
}
