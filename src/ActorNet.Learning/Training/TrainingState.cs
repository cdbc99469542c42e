using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Training;

/// <summary>
/// Everything, besides spec and data, that a run needs to resume and end with the same bits. The state owns its arrays; they are never
/// written again.
/// </summary>
/// <param name="Step">Completed steps since the run started.</param>
/// <param name="Parameters">The parameters after that step, in <see cref="ParameterLayout"/>.</param>
/// <param name="OptimizerState">The optimizer's state vectors after that step, each as long as the parameters.</param>
/// <param name="EpochLossSum">The sum over samples of the cost in the current epoch; 0 at its start.</param>
/// <param name="Best">The best epoch so far; null before the first epoch ends, and without validation.</param>
public sealed record TrainingState(
    long Step, float[] Parameters, float[][] OptimizerState, double EpochLossSum, BestEpoch? Best)
{
    /// <summary>The state before the first step of a run that starts with these parameters.</summary>
    public static TrainingState Beginning(TrainingSpec spec, float[] parameters) => new(
        0, parameters, [.. Enumerable.Range(0, spec.Optimizer.StateCount).Select(_ => new float[parameters.Length])], 0, null);

    /// <summary>Whether the epoch that ended with this step reached the target accuracy: the run ends here.</summary>
    public bool IsTargetReached { get; init; }

    /// <summary>The sum over samples of the cost since the last progress report, and the number of these samples.</summary>
    public double ReportLossSum { get; init; }

    /// <summary>See <see cref="ReportLossSum"/>.</summary>
    public int ReportSamples { get; init; }

    /// <summary>The fencing number of the coordinator that made this state. The weights do not depend on it.</summary>
    public int Incarnation { get; init; } = 1;
}

/// <summary>The epoch with the lowest validation loss, the earliest of equal ones.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="ValidationLoss">The mean cost per validation sample after it.</param>
/// <param name="Parameters">The parameters after it.</param>
public sealed record BestEpoch(int Epoch, double ValidationLoss, float[] Parameters);
