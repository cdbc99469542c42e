using System.Runtime.InteropServices;

namespace ActorNet.Learning.Networks;

/// <summary>
/// The work items of a pass, in the order in which members claim them. Each of the three stages has a few more items than there are
/// members, so that a member that wakes late, or shares its processor, does less; a caller alone gets as few as possible.
/// </summary>
internal sealed class PassSchedule(NetworkSpec network)
{
    /// <summary>
    /// Samples that pass through all layers together: enough to make reading the weights cheap, and few enough for their activations to
    /// stay in a cache from layer to layer.
    /// </summary>
    private const int MaxSamples = 256;

    /// <summary>Whole register tiles of samples.</summary>
    private const int SampleUnit = 8;

    /// <summary>Whole register tiles of weights, and whole cache lines of the activations they multiply.</summary>
    private const int WeightUnit = 16;

    private readonly List<WorkItem> _parts = [];
    private int _needs;

    public ReadOnlySpan<WorkItem> Parts => CollectionsMarshal.AsSpan(_parts);

    /// <summary>Plans <paramref name="phases"/> for a block of <paramref name="samples"/>.</summary>
    public void Make(PassPhases phases, int samples, int members)
    {
        _parts.Clear();
        _needs = 0;
        for (var layer = 0; layer < network.LayerCount; layer++)
        {
            if (phases.HasFlag(PassPhases.Pack))
                Add(PassPhases.Pack, layer, network.Widths[layer], PartOf(network.Widths[layer], 2, members, WeightUnit));
            if (phases.HasFlag(PassPhases.PackTransposed) && layer > 0)
                Add(PassPhases.PackTransposed, layer, network.Widths[layer + 1], PartOf(network.Widths[layer + 1], 2, members, WeightUnit));
        }

        _needs = _parts.Count;
        Add(PassPhases.Forward, 0, samples, Math.Min(MaxSamples, PartOf(samples, 2, members, SampleUnit)));
        _needs = _parts.Count;
        for (var layer = 0; phases.HasFlag(PassPhases.Backward) && layer < network.LayerCount; layer++)
            Add(PassPhases.Backward, layer, network.Widths[layer] + 1, PartOf(network.Widths[layer] + 1, 4, members, WeightUnit));
    }

    private static int PartOf(int total, int partsOfMember, int members, int unit)
    {
        if (members == 1)
            return total;
        var parts = partsOfMember * members;
        return ((total + parts - 1) / parts + unit - 1) / unit * unit;
    }

    private void Add(PassPhases phase, int layer, int total, int part)
    {
        for (var first = 0; first < total; first += part)
            _parts.Add(new WorkItem(phase, layer, first, Math.Min(part, total - first), _needs));
    }
}
