using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Training;

/// <summary>
/// Tracks the best epoch by validation loss, the earliest of equal ones, and decides when to stop (Prechelt, "Early stopping - but
/// when?", 1998).
/// </summary>
internal sealed class EarlyStopping(TrainingSpec spec, BestEpoch? best = null)
{
    /// <summary>The best epoch so far; null before the first epoch ends, and without validation samples.</summary>
    public BestEpoch? Best { get; private set; } = best;

    /// <summary>Records an epoch's validation. Copies the parameters if they are the best so far.</summary>
    /// <returns>Whether they are the best; always true without validation samples.</returns>
    public bool Record(int epoch, Evaluation? validation, float[] parameters)
    {
        if (validation is null)
            return true;
        if (double.IsNaN(validation.Loss) || !(Best is null || validation.Loss < Best.ValidationLoss))
            return false;
        Best = new BestEpoch(epoch, validation.Loss, [.. parameters]);
        return true;
    }

    /// <summary>Whether the target accuracy is reached, on the validation samples if there are any.</summary>
    public bool IsTargetReached(Evaluation? validation, Evaluation test) =>
        spec.TargetAccuracy is { } target && (validation ?? test).Accuracy >= target;

    public bool IsPatienceExhausted(int epoch) => spec.Patience is { } patience && Best is not null && epoch - Best.Epoch >= patience;
}
