using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Training;

/// <summary>
/// Judges epochs: keeps the best by validation loss, the earliest of equals, and says when to stop
/// (Prechelt, "Early stopping - but when?", 1998).
/// </summary>
internal sealed class EarlyStopping(TrainingSpec spec, BestEpoch? best = null)
{
    /// <summary>The best epoch so far; null as long as none is done, and without validation samples.</summary>
    public BestEpoch? Best { get; private set; } = best;

    /// <summary>Takes note of an epoch's validation. Copies the parameters where they are the best so far.</summary>
    /// <returns>Whether they are; without validation samples every epoch is.</returns>
    public bool Observe(int epoch, Evaluation? validation, float[] parameters)
    {
        if (validation is null)
            return true;
        if (double.IsNaN(validation.Loss) || !(Best is null || validation.Loss < Best.ValidationLoss))
            return false;
        Best = new BestEpoch(epoch, validation.Loss, [.. parameters]);
        return true;
    }

    /// <summary>Whether the target accuracy is reached, on the validation samples where there are any.</summary>
    public bool IsTargetReached(Evaluation? validation, Evaluation test) =>
        spec.TargetAccuracy is { } target && (validation ?? test).Accuracy >= target;

    /// <summary>Whether patience has run out after <paramref name="epoch"/>.</summary>
    public bool IsPatienceOver(int epoch) => spec.Patience is { } patience && Best is not null && epoch - Best.Epoch >= patience;
}
