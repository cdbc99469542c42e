namespace ActorNet.Learning.Gradients;

/// <summary>Consecutive slices of one minibatch: what one worker is asked to compute.</summary>
/// <param name="First">The first slice, from 0.</param>
/// <param name="Count">How many, at least 1.</param>
public readonly record struct SliceRange(int First, int Count)
{
    /// <summary>The slice behind the last.</summary>
    public int End => First + Count;

    /// <summary>The slices of a minibatch of <paramref name="sampleCount"/> samples; the last may be smaller.</summary>
    public static int CountOf(int sampleCount, int sliceSize) => (sampleCount + sliceSize - 1) / sliceSize;
}
