namespace ActorNet.Learning.Gradients;

/// <summary>Consecutive slices of a minibatch: the unit assigned to a worker.</summary>
/// <param name="First">The first slice, from 0.</param>
/// <param name="Count">The number of slices, at least 1.</param>
public readonly record struct SliceRange(int First, int Count)
{
    /// <summary>The index after the last slice.</summary>
    public int End => First + Count;

    /// <summary>The number of slices in a minibatch of <paramref name="sampleCount"/> samples; the last may be smaller.</summary>
    public static int CountOf(int sampleCount, int sliceSize) => (sampleCount + sliceSize - 1) / sliceSize;
}
