using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Gradients;

/// <summary>
/// Completes the pairwise sum of a minibatch, or of a range of its slices, from partial gradients that together cover each slice once. The
/// tree is summed chunk by chunk, so that the operands stay in the cache; allocates nothing once it has grown.
/// </summary>
internal sealed class GradientTree
{
    /// <summary>Elements summed together: 8 KiB, a few of which fit the first-level cache.</summary>
    public const int ChunkElements = 2048;

    private readonly Dictionary<TreeNode, float[]> _sums = [];
    private readonly List<Branch> _branches = []; // filled by Complete
    private readonly List<int> _roots = []; // the branches of the range's largest nodes, from left to right
    private readonly TreeScratch _scratch = new();
    private SliceRange _slices;
    private int _sliceCount;
    private int _addedSlices;

    /// <summary>A known sum, or the indices of the two branches whose sum it is.</summary>
    private readonly record struct Branch(float[]? Sum, int Left, int Right);

    /// <summary>The number of sums: 1 for a whole minibatch, otherwise that of the range's largest nodes. Valid once it is complete.</summary>
    public int RootCount => _roots.Count;

    /// <summary>Starts the sum of a minibatch of <paramref name="sliceCount"/> slices.</summary>
    public void Begin(int sliceCount) => Begin(new SliceRange(0, sliceCount), sliceCount);

    /// <summary>Starts the sums of the largest nodes of <paramref name="slices"/>, of a minibatch of <paramref name="sliceCount"/>.</summary>
    public void Begin(SliceRange slices, int sliceCount)
    {
        _sums.Clear();
        _branches.Clear();
        (_slices, _sliceCount, _addedSlices) = (slices, sliceCount, 0);
    }

    /// <summary>Adds a worker's part; its arrays must not change until the sum is read.</summary>
    public void Add(PartialGradient part)
    {
        _branches.Clear();
        for (var i = 0; i < part.NodeCount; i++)
            _sums.Add(part.Node(i), part.Sum(i));
        _addedSlices += part.Slices.Count;
    }

    /// <summary>Ends adding: from now on several threads may read sums concurrently.</summary>
    /// <exception cref="InvalidOperationException">Not every slice was added exactly once.</exception>
    public void Complete()
    {
        if (_addedSlices != _slices.Count)
            throw new InvalidOperationException($"The sum has {_addedSlices} of {_slices.Count} slices.");
        _branches.Clear();
        _roots.Clear();
        for (var first = _slices.First; first < _slices.End;)
        {
            var node = TreeNode.LargestAt(first, _slices.End, _sliceCount);
            _roots.Add(Build(node));
            first = node.EndSlice(_sliceCount);
        }
    }

    /// <summary>The sums of the parameters from <paramref name="start"/>, for one thread; valid until the next call.</summary>
    /// <param name="start">The first parameter.</param>
    /// <param name="length">1 to <see cref="ChunkElements"/>.</param>
    /// <exception cref="InvalidOperationException">Not every slice was added exactly once.</exception>
    public ReadOnlySpan<float> Sum(int start, int length)
    {
        if (_branches.Count == 0)
            Complete();
        return Sum(0, start, length, _scratch);
    }

    /// <summary>
    /// As the other overload, of the range's largest node <paramref name="root"/>, from left to right, once the tree is complete; valid
    /// until <paramref name="scratch"/> is used again.
    /// </summary>
    internal ReadOnlySpan<float> Sum(int root, int start, int length, TreeScratch scratch)
    {
        Sum(root, start, length, scratch, out var left, out var right);
        if (right.IsEmpty)
            return left;
        var sum = scratch.Level(0, length);
        Kernels.Best.Add(left, right, sum);
        return sum;
    }

    /// <summary>
    /// The sums of the parameters from <paramref name="start"/>, once the tree is complete: left + right, or left alone if right is
    /// empty. The caller does the last addition, which is almost free while it reads them.
    /// </summary>
    /// <param name="start">The first parameter.</param>
    /// <param name="length">1 to <see cref="ChunkElements"/>.</param>
    /// <param name="scratch">Owned by the calling thread; left and right are valid until it is used again.</param>
    /// <param name="left">The sums of the root's left child.</param>
    /// <param name="right">The sums of its right child.</param>
    internal void Sum(int start, int length, TreeScratch scratch, out ReadOnlySpan<float> left, out ReadOnlySpan<float> right) =>
        Sum(0, start, length, scratch, out left, out right);

    /// <summary>As the other overload, of the range's largest node <paramref name="root"/>, from left to right.</summary>
    internal void Sum(
        int root, int start, int length, TreeScratch scratch, out ReadOnlySpan<float> left, out ReadOnlySpan<float> right)
    {
        var branch = _branches[_roots[root]];
        left = branch.Sum is null ? Sum(branch.Left, start, length, 0, scratch) : branch.Sum.AsSpan(start, length);
        right = branch.Sum is null ? Sum(branch.Right, start, length, 1, scratch) : [];
    }

    private ReadOnlySpan<float> Sum(int index, int start, int length, int level, TreeScratch scratch)
    {
        var branch = _branches[index];
        if (branch.Sum is not null)
            return branch.Sum.AsSpan(start, length);

        // The left sum may be in this level's scratch, so the right one must use the next level.
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
