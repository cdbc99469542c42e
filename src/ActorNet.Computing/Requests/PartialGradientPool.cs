using ActorNet.Learning.Gradients;

namespace ActorNet.Computing.Requests;

/// <summary>
/// The partial gradients that are lent to a coordinator: one that was lent for a step comes back when a later step is asked for,
/// since that says that all earlier ones are done.
/// </summary>
internal sealed class PartialGradientPool(int parameterCount)
{
    private readonly List<(PartialGradient Gradient, long Step)> _lent = [];

    /// <summary>One that nobody reads any more, lent for <paramref name="step"/>.</summary>
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
}
