using ActorNet.Learning.Numerics;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Networks;

/// <summary>
/// One pass over a block of samples, by a team or by the caller alone. Every number is computed by one member from the same
/// numbers in the same order, whoever that is: the bits do not depend on the team.
/// </summary>
/// <remarks>
/// The members share out the rows of the weights to pack them; then the samples, which need nothing of each other, from the
/// features to the deltas of all layers; and then the rows of each layer's gradient, which need all samples. So a pass has
/// two barriers, and one where nothing is to be packed.
/// </remarks>
internal sealed class BackpropagationPass(NetworkSpec network, Kernels kernels, PassMemory memory, ThreadTeam team) : ITeamTask
{
    /// <summary>
    /// Samples that pass through all layers together: their activations stay in the second-level cache from layer to
    /// layer, and are activated, and multiplied by derivatives, while they are there.
    /// </summary>
    private const int BlockRows = 64;

    /// <summary>Samples that stay together: the rows of a register tile.</summary>
    private const int SampleUnit = 4;

    /// <summary>Rows of weights and of their gradient that stay together: whole register tiles, a cache line of activations.</summary>
    private const int WeightUnit = 16;

    private readonly ParameterLayout _layout = ParameterLayout.Of(network);
    private readonly KernelWorkspace[] _workspaces = [.. Enumerable.Range(0, team.Members).Select(_ => new KernelWorkspace())];

    /// <summary>What the next run does.</summary>
    public PassPhases Phases { get; set; }

    /// <summary>The samples of the block.</summary>
    public int Rows { get; set; }

    /// <summary>The set they are of.</summary>
    public SampleSet? Samples { get; set; }

    /// <summary>The parameters, in <see cref="ParameterLayout"/>.</summary>
    public float[] Parameters { get; set; } = [];

    /// <summary>Whether the weights are packed, or are to be, for the way forward; otherwise they are read as they lie.</summary>
    public bool IsPacked { get; set; }

    /// <summary>Samples in a slice of the gradient.</summary>
    public int SliceSize { get; set; }

    /// <summary>Receives the gradient, in <see cref="ParameterLayout"/>.</summary>
    public float[] Gradient { get; set; } = [];

    /// <inheritdoc/>
    public void Run(int member, int members)
    {
        var samples = Share.Of(Rows, SampleUnit, member, members);
        if (Phases.HasFlag(PassPhases.Load))
            Load(samples);
        if ((Phases & (PassPhases.Pack | PassPhases.PackTransposed)) != 0)
        {
            Pack(member, members);
            Await(members);
        }

        if (Phases.HasFlag(PassPhases.Forward))
            for (var block = First(samples); block.Count > 0; block = Next(block, samples))
                Forward(block, _workspaces[member]);
        if (Phases.HasFlag(PassPhases.Losses) && samples.Count > 0)
            Losses(samples);
        if (!Phases.HasFlag(PassPhases.Backward))
            return;
        for (var block = First(samples); block.Count > 0; block = Next(block, samples))
            Deltas(block, _workspaces[member]);
        Await(members);
        WeightGradients(member, members);
    }

    private static Share First(Share samples) => samples with { Count = Math.Min(BlockRows, samples.Count) };

    private static Share Next(Share block, Share samples)
    {
        var first = block.First + block.Count;
        return new Share(first, Math.Min(BlockRows, samples.First + samples.Count - first));
    }

    /// <summary>The caller alone, for whom the work is too small to share it, has nobody to wait for.</summary>
    private void Await(int members)
    {
        if (members > 1)
            team.Barrier();
    }

    private void Load(Share samples)
    {
        for (var row = samples.First; row < samples.First + samples.Count; row++)
        {
            Samples!.CopyFeatures(memory.Indices[row], memory.Activations[0].View(Rows).Row(row));
            Samples.CopyTargets(memory.Indices[row], memory.Targets.View(Rows).Row(row));
        }
    }

    private void Pack(int member, int members)
    {
        for (var layer = 0; layer < network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            if (Phases.HasFlag(PassPhases.Pack) && Share.Of(block.Inputs, WeightUnit, member, members) is { Count: > 0 } rows)
                kernels.Pack(Weights(layer), rows.First, rows.Count, memory.Weights[layer]);
            if (Phases.HasFlag(PassPhases.PackTransposed) && layer > 0
                && Share.Of(block.Outputs, WeightUnit, member, members) is { Count: > 0 } columns)
                kernels.PackTransposed(Weights(layer), columns.First, columns.Count, memory.Transposed[layer]);
        }
    }

    private void Forward(Share samples, KernelWorkspace workspace)
    {
        for (var layer = 0; layer < network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            var z = View(memory.Inputs[layer], samples);
            var a = View(memory.Activations[layer + 1], samples);
            kernels.Multiply(
                View(memory.Activations[layer], samples), IsPacked ? memory.Weights[layer].Panels : ColumnPanels.InPlace(Weights(layer)),
                Parameters.AsSpan(block.BiasOffset, block.Outputs), z, workspace);
            if (network.ActivationOf(layer) == Activation.Softmax)
                kernels.Softmax(z, a, memory.Max.AsSpan(samples.First), memory.LogSum.AsSpan(samples.First));
            else
                kernels.Activate(network.ActivationOf(layer), z, a);
        }
    }

    private void Losses(Share samples)
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

    /// <summary>δ of all layers for some samples.</summary>
    private void Deltas(Share samples, KernelWorkspace workspace)
    {
        // For both other costs the derivative of the activation cancels: δ is a - y.
        kernels.Subtract(View(memory.Activations[^1], samples), View(memory.Targets, samples), View(memory.Deltas[^1], samples));
        if (network.Cost == Cost.Quadratic)
            MultiplyByDerivative(network.LayerCount - 1, samples);
        for (var layer = network.LayerCount - 1; ; layer--)
        {
            kernels.Pack(memory.Deltas[layer].View(Rows), samples.First, samples.Count, memory.PackedDeltas[layer]);
            if (layer == 0)
                break;
            kernels.Multiply(
                View(memory.Deltas[layer], samples), memory.Transposed[layer].Panels, [], View(memory.Deltas[layer - 1], samples), workspace);
            MultiplyByDerivative(layer - 1, samples);
        }
    }

    private void MultiplyByDerivative(int layer, Share samples) => kernels.MultiplyByDerivative(
        network.ActivationOf(layer), View(memory.Inputs[layer], samples), View(memory.Activations[layer + 1], samples),
        View(memory.Deltas[layer], samples));

    private void WeightGradients(int member, int members)
    {
        for (var layer = 0; layer < network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            var rows = Share.Of(block.Inputs + 1, WeightUnit, member, members);
            if (rows.Count == 0)
                continue;
            var gradient = new MatrixView(
                Gradient.AsSpan(block.WeightOffset + rows.First * block.Outputs, rows.Count * block.Outputs), rows.Count, block.Outputs);
            kernels.MultiplySlices(
                memory.Activations[layer].ViewWithOnes(Rows).SliceColumns(rows.First, rows.Count), memory.PackedDeltas[layer].Panels, SliceSize,
                gradient, _workspaces[member]);
        }
    }

    private MatrixView View(LayerMatrix matrix, Share samples) => matrix.View(Rows).Slice(samples.First, samples.Count);

    private MatrixView Weights(int layer)
    {
        var block = _layout.Layers[layer];
        return new MatrixView(Parameters.AsSpan(block.WeightOffset, block.WeightCount), block.Inputs, block.Outputs);
    }
}
