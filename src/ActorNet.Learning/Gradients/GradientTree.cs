using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Gradients;

/// <summary>
/// Finishes the pairwise sum of a minibatch from partial gradients that together cover each of its slices once. The tree
/// is walked chunk by chunk, so that what is added stays in the cache; nothing is allocated once it has grown.
/// </summary>
internal sealed class GradientTree
{
    /// <summary>The elements summed at once: 8 KiB, a few of which fit the first-level cache.</summary>
    public const int ChunkElements = 2048;

    private readonly Dictionary<TreeNode, float[]> _sums = [];
    private readonly List<Branch> _branches = []; // once complete; the last one is the root
    private readonly TreeScratch _scratch = new();
    private int _sliceCount;
    private int _covered;

    /// <summary>A known sum, or the branches whose sums it adds.</summary>
    private readonly record struct Branch(float[]? Sum, int Left, int Right);

    /// <summary>Begins the sum of a minibatch of <paramref name="sliceCount"/> slices.</summary>
    public void Begin(int sliceCount)
    {
        _sums.Clear();
        _branches.Clear();
        _sliceCount = sliceCount;
        _covered = 0;
    }

    /// <summary>Adds a worker's part; its arrays must stay as they are until the sum is taken.</summary>
    public void Add(PartialGradient part)
    {
        _branches.Clear();
        for (var i = 0; i < part.NodeCount; i++)
            _sums.Add(part.Node(i), part.Sum(i));
        _covered += part.Slices.Count;
    }

    /// <summary>Ends the adding: from now on sums can be taken, by several threads at once.</summary>
    /// <exception cref="InvalidOperationException">Not every slice has been added once.</exception>
    public void Complete()
    {
        if (_covered != _sliceCount)
            throw new InvalidOperationException($"The sum has {_covered} of {_sliceCount} slices.");
        _branches.Clear();
        Build(TreeNode.Root(_sliceCount));
    }

    /// <summary>The sums of the parameters from <paramref name="start"/>, for one thread; valid until the next call.</summary>
    /// <param name="start">The first parameter.</param>
    /// <param name="length">How many, 1 to <see cref="ChunkElements"/>.</param>
    /// <exception cref="InvalidOperationException">Not every slice has been added once.</exception>
    public ReadOnlySpan<float> Sum(int start, int length)
    {
        if (_branches.Count == 0)
            Complete();
        Sum(start, length, _scratch, out var left, out var right);
        if (right.IsEmpty)
            return left;
        var sum = _scratch.Level(0, length);
        Kernels.Best.Add(left, right, sum);
        return sum;
    }

    /// <summary>
    /// The sums of the parameters from <paramref name="start"/>, once the tree is complete: left + right, or left alone where
    /// right is empty. The last addition is left to who reads them, since it costs next to nothing there.
    /// </summary>
    /// <param name="start">The first parameter.</param>
    /// <param name="length">How many, 1 to <see cref="ChunkElements"/>.</param>
    /// <param name="scratch">This thread's; left and right are valid until it is used again.</param>
    /// <param name="left">The sums of the root's left child.</param>
    /// <param name="right">Those of its right child.</param>
    internal void Sum(int start, int length, TreeScratch scratch, out ReadOnlySpan<float> left, out ReadOnlySpan<float> right)
    {
        var root = _branches[^1];
        left = root.Sum is null ? Sum(root.Left, start, length, 0, scratch) : root.Sum.AsSpan(start, length);
        right = root.Sum is null ? Sum(root.Right, start, length, 1, scratch) : [];
    }

    private ReadOnlySpan<float> Sum(int index, int start, int length, int level, TreeScratch scratch)
    {
        var branch = _branches[index];
        if (branch.Sum is not null)
            return branch.Sum.AsSpan(start, length);

        // The left sum may stand in this level's scratch, so the right one must not be made there.
        var left = Sum(branch.Left, start, length, level, scratch);
        var right = Sum(branch.Right, start, length, level + 1, scratch);
        var target = scratch.Level(level, length);
        Kernels.Best.Add(left, right, target);
        return target;
    }

    private int Build(TreeNode node)
    {
        if (_sums.TryGetValue(node, out var known))
            return Append(new Branch(known, 0, 0));
        if (node.Level == 0)
        {
            _branches.Clear();
            throw new InvalidOperationException($"Slice {node.Index} is missing, while another was added twice.");
        }

        var left = Build(new TreeNode(node.Level - 1, 2 * node.Index));
        var right = new TreeNode(node.Level - 1, 2 * node.Index + 1);
        return right.FirstSlice < _sliceCount ? Append(new Branch(null, left, Build(right))) : left;
    }

    private int Append(Branch branch)
    {
        _branches.Add(branch);
        return _branches.Count - 1;
    }
}
