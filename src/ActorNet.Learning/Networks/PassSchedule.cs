namespace ActorNet.Learning.Networks;

/// <summary>
/// The work items of a pass, group by group; of a group each member claims them in an order of its own. Each of the three stages has a few
/// more items than there are members, so that a member that wakes late, or shares its processor, does less; a caller alone gets as few as
/// possible.
/// </summary>
/// <remarks>
/// A pass whose parameters arrive, and whose gradient leaves, while it is computed goes layer by layer instead: it needs no parameters
/// before those of the layer, and the last layer's gradient is complete before the deltas of the layer below are computed.
/// </remarks>
internal sealed class PassSchedule(NetworkSpec network)
{
    /// <summary>
    /// Samples that pass through all layers together: enough to make reading the weights cheap, and few enough for their activations to
    /// stay in a cache from layer to layer.
    /// </summary>
    private const int MaxSamples = 256;

    /// <summary>Whole register tiles of samples.</summary>
    private const int SampleMultiple = 8;

    /// <summary>Whole register tiles of weights, and whole cache lines of the activations they multiply.</summary>
    private const int WeightMultiple = 16;

    /// <summary>The parameters of an item of the gradient, layer by layer: few enough for the first to leave early.</summary>
    private const int MaxLayerItemParameters = 64 * 1024;

    private readonly List<WorkItem> _items = [];
    private readonly List<WorkGroup> _groups = [];
    private int _prerequisites;

    public ReadOnlySpan<WorkItem> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>The items, phase by phase and layer by layer.</summary>
    public ReadOnlySpan<WorkGroup> Groups => CollectionsMarshal.AsSpan(_groups);

    /// <summary>Plans <paramref name="phases"/> for a block of <paramref name="samples"/>.</summary>
    public void Build(PassPhases phases, int samples, int members)
    {
        _items.Clear();
        _groups.Clear();
        _prerequisites = 0;
        for (var layer = 0; layer < network.LayerCount; layer++)
            AddPacking(phases, layer, members);
        _prerequisites = _items.Count;
        Add(PassPhases.Forward, 0, samples, Math.Min(MaxSamples, ItemSize(samples, 2, members, SampleMultiple)));
        _prerequisites = _items.Count;
        for (var layer = 0; phases.HasFlag(PassPhases.Backward) && layer < network.LayerCount; layer++)
            Add(PassPhases.Backward, layer, network.Widths[layer] + 1, ItemSize(network.Widths[layer] + 1, 4, members, WeightMultiple));
    }

    /// <summary>Plans all phases of a gradient, layer by layer.</summary>
    /// <param name="phases">Of the phases, only the packing ones may be missing.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="members">The number of members that share the work.</param>
    public void BuildLayerByLayer(PassPhases phases, int samples, int members)
    {
        var samplesPerItem = Math.Min(MaxSamples, ItemSize(samples, 2, members, SampleMultiple));
        _items.Clear();
        _groups.Clear();
        _prerequisites = 0;
        for (var layer = 0; layer < network.LayerCount; layer++)
        {
            AddPacking(phases & PassPhases.Pack, layer, members);
            _prerequisites = _items.Count;
            Add(PassPhases.Forward, layer, samples, samplesPerItem);
            AddPacking(phases & PassPhases.PackTransposed, layer, members);
        }

        for (var layer = network.LayerCount - 1; layer >= 0; layer--)
        {
            _prerequisites = _items.Count;
            var rows = network.Widths[layer] + 1;
            var maxRows = Math.Max(1, MaxLayerItemParameters / network.Widths[layer + 1] / WeightMultiple) * WeightMultiple;
            Add(PassPhases.Backward, layer, rows, Math.Min(maxRows, ItemSize(rows, 4, members, WeightMultiple)));
            if (layer > 0)
                Add(PassPhases.Deltas, layer - 1, samples, samplesPerItem);
        }
    }

    private void AddPacking(PassPhases phases, int layer, int members)
    {
        if (phases.HasFlag(PassPhases.Pack))
            Add(PassPhases.Pack, layer, network.Widths[layer], ItemSize(network.Widths[layer], 2, members, WeightMultiple));
        if (phases.HasFlag(PassPhases.PackTransposed) && layer > 0)
            Add(
                PassPhases.PackTransposed, layer, network.Widths[layer + 1],
                ItemSize(network.Widths[layer + 1], 2, members, WeightMultiple));
    }

    private static int ItemSize(int total, int itemsPerMember, int members, int unit)
    {
        if (members == 1)
            return total;
        var items = itemsPerMember * members;
        return ((total + items - 1) / items + unit - 1) / unit * unit;
    }

    private void Add(PassPhases phase, int layer, int total, int size)
    {
        _groups.Add(new WorkGroup(_items.Count, (total + size - 1) / size));
        for (var first = 0; first < total; first += size)
            _items.Add(new WorkItem(phase, layer, first, Math.Min(size, total - first), _prerequisites));
    }
}

/// <summary>Part of a pass that one member of a team computes alone.</summary>
/// <param name="Phase">A packing phase, <see cref="PassPhases.Forward"/> for all work per sample, or <see cref="PassPhases.Backward"/> for
/// the gradient. Layer by layer, <see cref="PassPhases.Forward"/> is that of one layer, with the loss and the deltas after the last, and
/// <see cref="PassPhases.Deltas"/> the deltas of another.</param>
/// <param name="Layer">The layer, from 0; unused for all work per sample.</param>
/// <param name="First">The first sample, or row of the weights, their transpose or their gradient.</param>
/// <param name="Count">The number of samples or rows.</param>
/// <param name="Prerequisites">The number of items, from the first of the pass, that must be complete before this one starts.</param>
internal readonly record struct WorkItem(PassPhases Phase, int Layer, int First, int Count, int Prerequisites)
{
    public int End => First + Count;
}

/// <summary>Consecutive items of one phase and layer.</summary>
internal readonly record struct WorkGroup(int First, int Count);
