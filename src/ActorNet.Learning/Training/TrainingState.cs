using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Training;

/// <summary>
/// All that a run needs, besides its spec and data, to go on to the same final bits. The arrays belong to the state and
/// are not written again.
/// </summary>
/// <param name="Step">Steps done since the run began.</param>
/// <param name="Parameters">The parameters after that step, in <see cref="ParameterLayout"/>.</param>
/// <param name="OptimizerState">The optimizer's state vectors after that step, each as long as the parameters.</param>
/// <param name="EpochLossSum">The sum over samples of the cost in the epoch under way; 0 at its start.</param>
/// <param name="Best">The best epoch so far; null before the first one is done, and where there is no validation.</param>
public sealed record TrainingState(
    long Step, float[] Parameters, float[][] OptimizerState, double EpochLossSum, BestEpoch? Best)
{
    /// <summary>The state before the first step, of a run that begins with these parameters.</summary>
    public static TrainingState Beginning(TrainingSpec spec, float[] parameters) => new(
        0, parameters, [.. Enumerable.Range(0, spec.Optimizer.StateCount).Select(_ => new float[parameters.Length])], 0, null);

    /// <summary>Whether the target accuracy was reached in the epoch that ended with this step: the run goes no further.</summary>
    public bool IsTargetReached { get; init; }

    /// <summary>The fencing number of the coordinator that was there. The weights do not depend on it.</summary>
    public int Incarnation { get; init; } = 1;
}

/// <summary>The epoch with the least validation loss, the earliest of equals.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="ValidationLoss">The mean cost per validation sample after it.</param>
/// <param name="Parameters">The parameters after it.</param>
public sealed record BestEpoch(int Epoch, double ValidationLoss, float[] Parameters);
