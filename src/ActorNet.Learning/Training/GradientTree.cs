using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Training;

/// <summary>
/// Finishes the pairwise sum of a minibatch from partial gradients that together cover each of its slices once. The tree
/// is walked chunk by chunk, so that what is added stays in the cache; nothing is allocated once it has grown.
/// </summary>
public sealed class GradientTree
{
    /// <summary>The elements summed at once: 8 KiB, a few of which fit the first-level cache.</summary>
    public const int ChunkElements = 2048;

    private readonly Dictionary<TreeNode, float[]> _sums = [];
    private readonly List<float[]> _scratch = [];
    private int _sliceCount;
    private int _covered;

    /// <summary>Begins the sum of a minibatch of <paramref name="sliceCount"/> slices.</summary>
    public void Begin(int sliceCount)
    {
        _sums.Clear();
        _sliceCount = sliceCount;
        _covered = 0;
    }

    /// <summary>Adds a worker's part; its arrays must stay as they are until the sum is taken.</summary>
    public void Add(PartialGradient part)
    {
        for (var i = 0; i < part.NodeCount; i++)
            _sums.Add(part.Node(i), part.Sum(i));
        _covered += part.Slices.Count;
    }

    /// <summary>The sums of the parameters from <paramref name="start"/>; valid until the next call.</summary>
    /// <param name="start">The first parameter.</param>
    /// <param name="length">How many, at most <see cref="ChunkElements"/>.</param>
    /// <exception cref="InvalidOperationException">Not every slice has been added.</exception>
    public ReadOnlySpan<float> Sum(int start, int length)
    {
        if (_covered != _sliceCount)
            throw new InvalidOperationException($"The sum has {_covered} of {_sliceCount} slices.");
        return Sum(TreeNode.Root(_sliceCount), start, length, 0);
    }

    private ReadOnlySpan<float> Sum(TreeNode node, int start, int length, int depth)
    {
        if (_sums.TryGetValue(node, out var known))
            return known.AsSpan(start, length);
        if (node.Level == 0)
            throw new InvalidOperationException($"Slice {node.Index} is missing, while another was added twice.");

        var left = Sum(new TreeNode(node.Level - 1, 2 * node.Index), start, length, depth);
        var rightNode = new TreeNode(node.Level - 1, 2 * node.Index + 1);
        if (rightNode.FirstSlice >= _sliceCount)
            return left;

        // The left sum may stand in this depth's scratch, so the right one must not be made there.
        var right = Sum(rightNode, start, length, depth + 1);
        var target = Scratch(depth).AsSpan(0, length);
        Kernels.Best.Add(left, right, target);
        return target;
    }

    private float[] Scratch(int depth)
    {
        while (_scratch.Count <= depth)
            _scratch.Add(new float[ChunkElements]);
        return _scratch[depth];
    }
}
