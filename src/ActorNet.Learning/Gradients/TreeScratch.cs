namespace ActorNet.Learning.Gradients;

/// <summary>One thread's buffers for the sums of inner nodes of a <see cref="GradientTree"/>.</summary>
internal sealed class TreeScratch
{
    private readonly List<float[]> _levels = [];

    public Span<float> Level(int level, int length)
    {
        while (_levels.Count <= level)
            _levels.Add(new float[GradientTree.ChunkElements]);
        return _levels[level].AsSpan(0, length);
    }
}
