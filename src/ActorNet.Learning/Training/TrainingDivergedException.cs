namespace ActorNet.Learning.Training;

/// <summary>
/// A loss, gradient or weight is no longer finite. <see cref="Exception.Message"/> names the step, the layer and the likely cause.
/// </summary>
public sealed class TrainingDivergedException(string message, TrainingState lastGood) : Exception(message)
{
    /// <summary>The state before the failed step; every number in it is finite.</summary>
    public TrainingState LastGood { get; } = lastGood;
}
