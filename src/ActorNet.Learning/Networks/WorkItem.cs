namespace ActorNet.Learning.Networks;

/// <summary>Part of a pass that one member of a team computes alone.</summary>
/// <param name="Phase">
/// A packing phase, <see cref="PassPhases.Forward"/> for all work per sample, or <see cref="PassPhases.Backward"/> for the gradient.
/// </param>
/// <param name="Layer">The layer, from 0; unused for samples.</param>
/// <param name="First">The first sample, or row of the weights, their transpose or their gradient.</param>
/// <param name="Count">The number of samples or rows.</param>
/// <param name="Prerequisites">The number of items, from the first of the pass, that must be complete before this one starts.</param>
internal readonly record struct WorkItem(PassPhases Phase, int Layer, int First, int Count, int Prerequisites)
{
    public int End => First + Count;
}
