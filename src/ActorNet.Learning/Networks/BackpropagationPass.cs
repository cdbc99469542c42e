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
/// the rows of each layer's gradient, which need all samples. Members claim item after item, and wait only for items of the previous
/// stage that are claimed but not completed: a late member finds less to do. Only the end of the pass waits for every member.
/// </remarks>
internal sealed class BackpropagationPass(NetworkSpec network, Kernels kernels, PassBuffers memory, ThreadTeam team) : ITeamTask
{
    private readonly ParameterLayout _layout = ParameterLayout.Of(network);
    private readonly KernelWorkspace[] _workspaces = [.. Enumerable.Range(0, team.Members).Select(_ => new KernelWorkspace())];

    private readonly PassSchedule _plan = new(network);
    private readonly EventCount _done = new();
    private PassPhases _phases;
    private long _doneBefore;
    private int _taken;

    /// <summary>Samples in the block.</summary>
    public int Rows { get; set; }

    /// <summary>The set that the block's samples belong to.</summary>
    public SampleSet? Samples { get; set; }

    /// <summary>In <see cref="ParameterLayout"/>.</summary>
    public float[] Parameters { get; set; } = [];

    /// <summary>Whether the forward pass uses packed weights; otherwise it reads them in place.</summary>
    public bool IsPacked { get; set; }

    public int SliceSize { get; set; }

    /// <summary>Receives the gradient, in <see cref="ParameterLayout"/>.</summary>
    public float[] Gradient { get; set; } = [];

    public void Run(PassPhases phases, bool isShared)
    {
        _plan.Make(phases, Rows, isShared ? team.Members : 1);
        (_phases, _taken, _doneBefore) = (phases, 0, _done.Value);
        (isShared ? team : ThreadTeam.Alone).Run(this);
    }

    void ITeamTask.Run(int member, int members)
    {
        var parts = _plan.Parts;
        while (Interlocked.Increment(ref _taken) - 1 is var number && number < parts.Length)
        {
            _done.Await(_doneBefore + parts[number].Needs);
            try
            {
                Run(parts[number], _workspaces[member]);
            }
            finally
            {
                // Also after a failure, which the team rethrows: no member may wait forever.
                _done.Advance();
            }
        }
    }

    private void Run(WorkItem part, KernelWorkspace workspace)
    {
        switch (part.Phase)
        {
            case PassPhases.Pack:
                kernels.Pack(Weights(part.Layer), part.First, part.Count, memory.Weights[part.Layer]);
                break;
            case PassPhases.PackTransposed:
                kernels.PackTransposed(Weights(part.Layer), part.First, part.Count, memory.Transposed[part.Layer]);
                break;
            case PassPhases.Backward:
                WeightGradient(part, workspace);
                break;
            default:
                PassSamples(part, workspace);
                break;
        }
    }

    private void PassSamples(WorkItem samples, KernelWorkspace workspace)
    {
        if (_phases.HasFlag(PassPhases.Load))
            Load(samples);
        if (_phases.HasFlag(PassPhases.Forward))
            Forward(samples, workspace);
        if (_phases.HasFlag(PassPhases.Losses))
            Losses(samples);
        if (_phases.HasFlag(PassPhases.Backward))
            Deltas(samples, workspace);
    }

    private void Load(WorkItem samples)
    {
        for (var row = samples.First; row < samples.End; row++)
        {
            Samples!.CopyFeatures(memory.Indices[row], memory.Activations[0].View(Rows).Row(row));
            Samples.CopyTargets(memory.Indices[row], memory.Targets.View(Rows).Row(row));
        }
    }

    private void Forward(WorkItem samples, KernelWorkspace workspace)
    {
        for (var layer = 0; layer < network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            var z = View(memory.Inputs[layer], samples);
            var a = View(memory.Activations[layer + 1], samples);
            kernels.Multiply(
                View(memory.Activations[layer], samples), IsPacked ? memory.Weights[layer].Panels : ColumnPanels.InPlace(Weights(layer)),
                Parameters.AsSpan(block.BiasOffset, block.Outputs), z, SkipsZeros(layer), workspace);
            if (network.ActivationOf(layer) == Activation.Softmax)
                kernels.Softmax(z, a, memory.Max.AsSpan(samples.First), memory.LogSum.AsSpan(samples.First));
            else
                kernels.Activate(network.ActivationOf(layer), z, a);
        }
    }

    private void Losses(WorkItem samples)
    {
        var z = View(memory.Inputs[^1], samples);
        var a = View(memory.Activations[^1], samples);
        var targets = View(memory.Targets, samples);
        var scratch = View(memory.Deltas[^1], samples);
        if (network.Cost == Cost.CrossEntropy)
            kernels.Activate(Activation.Softplus, z, scratch);
        for (var row = 0; row < samples.Count; row++)
        {
            var y = targets.Row(row);
            memory.Losses[samples.First + row] = network.Cost switch
            {
                Cost.Quadratic => Loss.Quadratic(a.Row(row), y),
                Cost.CrossEntropy => Loss.CrossEntropy(z.Row(row), scratch.Row(row), y),
                _ => Loss.NegativeLogLikelihood(z.Row(row), memory.Max[samples.First + row], memory.LogSum[samples.First + row], y),
            };
        }
    }

    /// <summary>δ of all layers.</summary>
    private void Deltas(WorkItem samples, KernelWorkspace workspace)
    {
        // For the other costs f′ of the output layer cancels: δ is a - y.
        kernels.Subtract(View(memory.Activations[^1], samples), View(memory.Targets, samples), View(memory.Deltas[^1], samples));
        if (network.Cost == Cost.Quadratic)
            MultiplyByDerivative(network.LayerCount - 1, samples);
        for (var layer = network.LayerCount - 1; ; layer--)
        {
            kernels.Pack(memory.Deltas[layer].View(Rows), samples.First, samples.Count, memory.PackedDeltas[layer]);
            if (layer == 0)
                break;
            kernels.Multiply(
                View(memory.Deltas[layer], samples), memory.Transposed[layer].Panels, [], View(memory.Deltas[layer - 1], samples),
                skipZeros: false, workspace);
            MultiplyByDerivative(layer - 1, samples);
        }
    }

    private void MultiplyByDerivative(int layer, WorkItem samples) => kernels.MultiplyByDerivative(
        network.ActivationOf(layer), View(memory.Inputs[layer], samples), View(memory.Activations[layer + 1], samples),
        View(memory.Deltas[layer], samples));

    private void WeightGradient(WorkItem rows, KernelWorkspace workspace)
    {
        var block = _layout.Layers[rows.Layer];
        var gradient = new MatrixView(
            Gradient.AsSpan(block.WeightOffset + rows.First * block.Outputs, rows.Count * block.Outputs), rows.Count, block.Outputs);
        kernels.MultiplySlices(
            memory.Activations[rows.Layer].ViewWithOnes(Rows).SliceColumns(rows.First, rows.Count), memory.PackedDeltas[rows.Layer].Panels,
            SliceSize, gradient, SkipsZeros(rows.Layer), workspace);
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
