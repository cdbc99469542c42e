using ActorNet.Learning.Matrices;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Networks;

/// <summary>
/// One pass over a block of samples, by a team or by the caller alone. Every number is computed by one member from the same numbers in
/// the same order: the bits do not depend on the team.
/// </summary>
/// <remarks>
/// A pass has three stages: pack the rows of the weights; take independent samples from the features to the deltas of all layers; compute
/// the rows of each layer's gradient, which need all samples. Members claim item after item, those of their own part first
/// (<see cref="ItemClaims"/>), and wait only for items of the previous stage that are claimed but not completed: a late member finds less to
/// do. Only the end of the pass waits for every member. With a <see cref="Progress"/> there are more stages, layer by layer
/// (<see cref="PassSchedule"/>).
/// </remarks>
internal sealed class BackpropagationPass(NetworkSpec network, Kernels kernels, PassBuffers buffers, ThreadTeam team) : ITeamTask
{
    private readonly ParameterLayout _layout = ParameterLayout.Of(network);
    private readonly KernelWorkspace[] _workspaces = [.. Enumerable.Range(0, team.Members).Select(_ => new KernelWorkspace())];

    private readonly PassSchedule _schedule = new(network);
    private readonly ItemClaims _claims = new();
    private readonly EventCount _completed = new();
    private PassPhases _phases;
    private long _completedBefore;
    private volatile bool _hasFailed;

    public int Rows { get; set; }

    public SampleSet? Samples { get; set; }

    /// <summary>In <see cref="ParameterLayout"/>.</summary>
    public float[] Parameters { get; set; } = [];

    /// <summary>Whether the forward pass uses packed weights; otherwise it reads them in place.</summary>
    public bool IsPacked { get; set; }

    public int SliceSize { get; set; }

    /// <summary>Receives the gradient, in <see cref="ParameterLayout"/>.</summary>
    public float[] Gradient { get; set; } = [];

    /// <summary>Follows a pass of all phases, which then goes layer by layer; null if nothing does.</summary>
    public IGradientProgress? Progress { get; set; }

    public void Run(PassPhases phases, bool isShared)
    {
        var members = isShared ? team.Members : 1;
        if (Progress is null)
            _schedule.Build(phases, Rows, members);
        else
            _schedule.BuildLayerByLayer(phases, Rows, members);
        _claims.Begin(_schedule.Items.Length);
        (_phases, _hasFailed, _completedBefore) = (phases, false, _completed.Value);
        (isShared ? team : ThreadTeam.CallerOnly).Run(this);
    }

    void ITeamTask.Run(int member, int members)
    {
        foreach (var group in _schedule.Groups)
            for (var position = 0; _claims.ClaimNext(group.First, group.Count, member, members, ref position) is var index and >= 0;)
                Run(_schedule.Items[index], member);
    }

    private void Run(WorkItem item, int member)
    {
        _completed.Await(_completedBefore + item.Prerequisites);
        try
        {
            if (_hasFailed)
                return;
            Progress?.Await(_layout.Layers[item.Layer].Range);
            Run(item, _workspaces[member]);
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
        finally
        {
            // Also after a failure, which the team rethrows: no member may wait forever.
            _completed.Advance();
        }
    }

    private void Run(WorkItem item, KernelWorkspace workspace)
    {
        switch (item.Phase)
        {
            case PassPhases.Pack:
                kernels.Pack(Weights(item.Layer), item.First, item.Count, buffers.PackedWeights[item.Layer]);
                break;
            case PassPhases.PackTransposed:
                kernels.PackTransposed(Weights(item.Layer), item.First, item.Count, buffers.PackedTransposedWeights[item.Layer]);
                break;
            case PassPhases.Backward:
                ComputeWeightGradient(item, workspace);
                Progress?.Complete(_layout.Layers[item.Layer].Rows(item.First, item.Count));
                break;
            case PassPhases.Deltas:
                ComputeDeltas(item.Layer, item, workspace);
                break;
            case PassPhases.Forward when Progress is not null:
                RunLayer(item, workspace);
                break;
            default:
                RunSamples(item, workspace);
                break;
        }
    }

    private void RunSamples(WorkItem samples, KernelWorkspace workspace)
    {
        if (_phases.HasFlag(PassPhases.Load))
            Load(samples);
        for (var layer = 0; layer < network.LayerCount && _phases.HasFlag(PassPhases.Forward); layer++)
            Forward(layer, samples, workspace);
        if (_phases.HasFlag(PassPhases.Losses))
            ComputeLosses(samples);
        if (!_phases.HasFlag(PassPhases.Backward))
            return;
        ComputeLastDeltas(samples);
        for (var layer = network.LayerCount - 2; layer >= 0; layer--)
            ComputeDeltas(layer, samples, workspace);
    }

    /// <summary>The forward pass of one layer, after loading the samples for the first, and before loss and deltas of the last.</summary>
    private void RunLayer(WorkItem samples, KernelWorkspace workspace)
    {
        if (samples.Layer == 0)
            Load(samples);
        Forward(samples.Layer, samples, workspace);
        if (samples.Layer < network.LayerCount - 1)
            return;
        ComputeLosses(samples);
        ComputeLastDeltas(samples);
    }

    private void Load(WorkItem samples)
    {
        // Two samples ahead: about as long as a line takes from memory.
        const int ahead = 2;
        for (var row = samples.First; row < samples.End; row++)
        {
            if (row + ahead < samples.End)
                Samples!.PrefetchFeatures(buffers.Indices[row + ahead]);
            Samples!.CopyFeatures(buffers.Indices[row], buffers.Activations[0].View(Rows).Row(row));
            Samples.CopyTargets(buffers.Indices[row], buffers.Targets.View(Rows).Row(row));
        }
    }

    private void Forward(int layer, WorkItem samples, KernelWorkspace workspace)
    {
        var block = _layout.Layers[layer];
        var z = View(buffers.WeightedInputs[layer], samples);
        var a = View(buffers.Activations[layer + 1], samples);
        kernels.Multiply(
            View(buffers.Activations[layer], samples),
            IsPacked ? buffers.PackedWeights[layer].Panels : ColumnPanels.InPlace(Weights(layer)),
            Parameters.AsSpan(block.BiasOffset, block.Outputs), z, SkipsZeros(layer), workspace);
        if (network.ActivationOf(layer) == Activation.Softmax)
            kernels.Softmax(z, a, buffers.Max.AsSpan(samples.First), buffers.LogSum.AsSpan(samples.First));
        else
            kernels.Activate(network.ActivationOf(layer), z, a);
    }

    private void ComputeLosses(WorkItem samples)
    {
        var z = View(buffers.WeightedInputs[^1], samples);
        var a = View(buffers.Activations[^1], samples);
        var targets = View(buffers.Targets, samples);
        var scratch = View(buffers.Deltas[^1], samples);
        if (network.Cost == Cost.CrossEntropy)
            kernels.Activate(Activation.Softplus, z, scratch);
        for (var row = 0; row < samples.Count; row++)
        {
            var y = targets.Row(row);
            buffers.Losses[samples.First + row] = network.Cost switch
            {
                Cost.Quadratic => Loss.Quadratic(a.Row(row), y),
                Cost.CrossEntropy => Loss.CrossEntropy(z.Row(row), scratch.Row(row), y),
                _ => Loss.NegativeLogLikelihood(z.Row(row), buffers.Max[samples.First + row], buffers.LogSum[samples.First + row], y),
            };
        }
    }

    private void ComputeLastDeltas(WorkItem samples)
    {
        // For the other costs f′ of the output layer cancels: δ is a - y.
        kernels.Subtract(View(buffers.Activations[^1], samples), View(buffers.Targets, samples), View(buffers.Deltas[^1], samples));
        if (network.Cost == Cost.Quadratic)
            MultiplyByDerivative(network.LayerCount - 1, samples);
        PackDeltas(network.LayerCount - 1, samples);
    }

    /// <summary>Computes a layer's deltas from those of the layer above.</summary>
    private void ComputeDeltas(int layer, WorkItem samples, KernelWorkspace workspace)
    {
        kernels.Multiply(
            View(buffers.Deltas[layer + 1], samples), buffers.PackedTransposedWeights[layer + 1].Panels, [],
            View(buffers.Deltas[layer], samples), skipZeros: false, workspace);
        MultiplyByDerivative(layer, samples);
        PackDeltas(layer, samples);
    }

    private void PackDeltas(int layer, WorkItem samples) =>
        kernels.Pack(buffers.Deltas[layer].View(Rows), samples.First, samples.Count, buffers.PackedDeltas[layer]);

    private void MultiplyByDerivative(int layer, WorkItem samples) => kernels.MultiplyByDerivative(
        network.ActivationOf(layer), View(buffers.WeightedInputs[layer], samples), View(buffers.Activations[layer + 1], samples),
        View(buffers.Deltas[layer], samples));

    private void ComputeWeightGradient(WorkItem rows, KernelWorkspace workspace)
    {
        var block = _layout.Layers[rows.Layer];
        var range = block.Rows(rows.First, rows.Count);
        var gradient = new MatrixView(Gradient.AsSpan(range.Start, range.Length), rows.Count, block.Outputs);
        kernels.MultiplySlices(
            buffers.Activations[rows.Layer].ViewWithOnes(Rows).SliceColumns(rows.First, rows.Count),
            buffers.PackedDeltas[rows.Layer].Panels, SliceSize, gradient, SkipsZeros(rows.Layer), workspace);
    }

    /// <summary>Whether a layer's inputs have enough zeros for skipping them to pay: only the samples themselves can.</summary>
    private bool SkipsZeros(int layer) => layer == 0 && Samples!.IsMostlyZero;

    private MatrixView View(LayerMatrix matrix, WorkItem samples) => matrix.View(Rows).Slice(samples.First, samples.Count);

    private MatrixView Weights(int layer)
    {
        var block = _layout.Layers[layer];
        return new MatrixView(Parameters.AsSpan(block.WeightOffset, block.WeightCount), block.Inputs, block.Outputs);
    }
}
