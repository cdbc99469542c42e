namespace ActorNet.Learning.Networks;

/// <summary>A part of a pass that one member of a team does alone.</summary>
/// <param name="Phase">Which of the phases it is part of: one that packs, <see cref="PassPhases.Forward"/> for all that is done sample by
/// sample, or <see cref="PassPhases.Backward"/> for the gradient.</param>
/// <param name="Layer">The layer, from 0; without meaning for samples.</param>
/// <param name="First">The first sample, or row of the weights, their transpose or their gradient.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Needs">So many parts, from the first of the pass, must have been done before.</param>
internal readonly record struct WorkItem(PassPhases Phase, int Layer, int First, int Count, int Needs)
{
    /// <summary>Behind the last sample or row.</summary>
    public int End => First + Count;
}
