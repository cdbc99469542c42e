using ActorNet.Learning.Gradients;

namespace ActorNet.Computing.Requests;

/// <summary>
/// Reuses the partial gradients lent to the coordinator. A request for a later step implies that all earlier steps are done, so their
/// gradients are free again.
/// </summary>
internal sealed class PartialGradientPool(int parameterCount)
{
    private readonly List<(PartialGradient Gradient, long Step)> _lent = [];

    public PartialGradient Take(long step)
    {
        for (var i = 0; i < _lent.Count; i++)
        {
            if (_lent[i].Step >= step)
                continue;
            _lent[i] = (_lent[i].Gradient, step);
            return _lent[i].Gradient;
        }

        var gradient = new PartialGradient(parameterCount);
        _lent.Add((gradient, step));
        return gradient;
    }

    /// <summary>Never reuses what was lent in a step: its exchange has failed, and frames of it may still wait for a slow peer.</summary>
    public void Forget(long step) => _lent.RemoveAll(lent => lent.Step == step);
}
