namespace ActorNet.Learning.Gradients;

/// <summary>
/// A worker's part of a minibatch: a gradient sum for each of the largest tree nodes that its slices form, and the loss of each slice.
/// Reused from step to step, so that a steady step allocates nothing.
/// </summary>
public sealed class PartialGradient(int parameterCount)
{
    private readonly List<float[]> _sums = [];
    private readonly List<TreeNode> _nodes = [];
    private double[] _sliceLosses = [];

    /// <summary>The slices it covers.</summary>
    public SliceRange Slices { get; private set; }

    /// <summary>The number of tree nodes.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>Node <paramref name="index"/>, from left to right.</summary>
    public TreeNode Node(int index) => _nodes[index];

    /// <summary>The gradient sum of node <paramref name="index"/>, as long as the parameters: Σ over its samples of ∂L/∂θ.</summary>
    public float[] Sum(int index) => _sums[index];

    /// <summary>Each slice's summed cost over its samples.</summary>
    public Span<double> SliceLosses => _sliceLosses.AsSpan(0, Slices.Count);

    /// <summary>Reserves buffers for <paramref name="slices"/> of a minibatch of <paramref name="sliceCount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not in the minibatch.</exception>
    public void Begin(SliceRange slices, int sliceCount)
    {
        if (slices.First < 0 || slices.Count < 1 || slices.Count > sliceCount - slices.First)
            throw new ArgumentOutOfRangeException(
                nameof(slices), $"{slices.Count} slices from {slices.First} on are not in a minibatch of {sliceCount}.");
        Slices = slices;
        if (_sliceLosses.Length < slices.Count)
            _sliceLosses = new double[slices.Count];
        _nodes.Clear();
        for (var first = slices.First; first < slices.End; first = _nodes[^1].EndSlice(sliceCount))
        {
            _nodes.Add(TreeNode.LargestAt(first, slices.End, sliceCount));
            if (_sums.Count < _nodes.Count)
                _sums.Add(GC.AllocateUninitializedArray<float>(parameterCount));
        }
    }
}
