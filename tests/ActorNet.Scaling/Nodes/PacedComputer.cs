using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Scaling.Nodes;

/// <summary>
/// Takes as long as computing would, but leaves the processor to others meanwhile, so that two processors carry many workers. Gradients are
/// zero, and each sample's loss is 1. The canary, which the coordinator checks, and evaluations are computed by another computer.
/// </summary>
/// <remarks>
/// In an exchange it needs parameters, and completes ranges of the gradient, when the built-in computer would: it goes through the same work
/// items in the same order, and takes for each its part of the floating-point operations.
/// </remarks>
/// <param name="exact">Computes the canary and evaluations.</param>
/// <param name="network">The network.</param>
/// <param name="plan">The run's minibatches.</param>
/// <param name="secondsPerSample">How long the gradient of a sample takes.</param>
internal sealed class PacedComputer(IGradientComputer exact, NetworkSpec network, MinibatchPlan plan, double secondsPerSample)
    : IIncrementalComputer
{
    private readonly ParameterLayout _layout = ParameterLayout.Of(network);
    private readonly PassSchedule _schedule = new(network);
    private readonly Pace _pace = new();
    private bool _hasComputedCanary;

    /// <summary>Sums that are zero already: only the canary, which comes first, writes anything else to them.</summary>
    private readonly HashSet<float[]> _zeros = [];

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result) =>
        Compute(parameters, step, slices, result, null);

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result, IGradientProgress? progress)
    {
        // Not by its slices: a share of the first step may have the same.
        if (!_hasComputedCanary)
        {
            _hasComputedCanary = true;
            exact.Compute(parameters, step, slices, result);
            return;
        }

        _pace.Start();
        result.Begin(slices, plan.SlicesIn(step));
        for (var node = 0; node < result.NodeCount; node++)
            if (_zeros.Add(result.Sum(node)))
                Array.Clear(result.Sum(node));
        for (var slice = 0; slice < slices.Count; slice++)
            result.SliceLosses[slice] = plan.SamplesIn(step, new SliceRange(slices.First + slice, 1));
        if (progress is null)
            _pace.Take(plan.SamplesIn(step, slices) * secondsPerSample);
        else
            Follow(step, result, progress);
    }

    public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
        exact.Evaluate(parameters, samples, firstSample, slices, losses);

    /// <summary>Goes through the blocks of all nodes, of which the last completes the gradient.</summary>
    private void Follow(long step, PartialGradient result, IGradientProgress progress)
    {
        for (var i = 0; i < result.NodeCount; i++)
        {
            var node = result.Node(i);
            var end = node.EndSlice(plan.SlicesIn(step));
            var blockSlices = 1 << Math.Min(GradientComputer.BlockLevelOf(plan.SliceSize), node.Level);
            for (var first = node.FirstSlice; first < end; first += blockSlices)
            {
                var block = new SliceRange(first, Math.Min(blockSlices, end - first));
                Pass(plan.SamplesIn(step, block), progress, isLast: i == result.NodeCount - 1 && block.End == end);
            }
        }
    }

    private void Pass(int samples, IGradientProgress progress, bool isLast)
    {
        _schedule.BuildLayerByLayer(PassPhases.None, samples, members: 1);
        var flop = 0L;
        foreach (var item in _schedule.Items)
            flop += FlopOf(item, samples);
        foreach (var item in _schedule.Items)
        {
            var layer = _layout.Layers[item.Layer];
            _pace.Pause();
            progress.Await(layer.Range);
            _pace.Continue();
            _pace.Take(samples * secondsPerSample * FlopOf(item, samples) / flop);
            if (!isLast || item.Phase != PassPhases.Backward)
                continue;
            _pace.Pause();
            progress.Complete(layer.Rows(item.First, item.Count));
            _pace.Continue();
        }
    }

    /// <summary>Of the deltas of a layer, those of the product with the weights of the layer above.</summary>
    private long FlopOf(WorkItem item, int samples) => 2L * item.Count * item.Phase switch
    {
        PassPhases.Forward => _layout.Layers[item.Layer].WeightCount,
        PassPhases.Deltas => _layout.Layers[item.Layer + 1].WeightCount,
        _ => (long)samples * _layout.Layers[item.Layer].Outputs,
    };
}
