using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;

namespace ActorNet.Cli.Bench.Measured;

/// <summary>What the phases of training steps took, in seconds.</summary>
/// <param name="Gather">Loading features and targets.</param>
/// <param name="Forward">The forward pass, with packing the weights, and the losses.</param>
/// <param name="Backward">The backward pass, with packing their transpose and with the tree of slices inside a block.</param>
/// <param name="Reduce">Adding up the blocks' gradients.</param>
/// <param name="Update">The optimizer's step.</param>
internal readonly record struct PhaseTimes(double Gather, double Forward, double Backward, double Reduce, double Update);

/// <summary>
/// Training steps without any actor: what one worker, with its threads, and the coordinator do, one phase after another, with a
/// look at the clock after each.
/// </summary>
internal sealed class StepPhases
{
    private readonly TimeProvider _time;
    private readonly SampleSet _samples;
    private readonly MinibatchPlan _plan;
    private readonly Backpropagation _backpropagation;
    private readonly Optimizer _optimizer;
    private readonly float _learningRate;
    private readonly double[] _losses;
    private readonly SliceRange[] _blocks;
    private readonly PartialGradient[] _parts;
    private readonly PartialGradient _sum;
    private readonly GradientTree _tree = new();

    /// <summary>Prepares steps of <paramref name="spec"/>, whose minibatches must all be of one size.</summary>
    public StepPhases(TrainingSpec spec, SampleSet samples, TimeProvider time, ThreadTeam? team = null)
    {
        (_time, _samples, _learningRate) = (time, samples, spec.Optimizer.LearningRate);
        _plan = new MinibatchPlan(spec, samples.Count);
        _optimizer = spec.CreateOptimizer(ParameterInitialization.Create(spec.Network, spec.Seed), team: team);
        var slices = _plan.MaxSliceCount;
        var blockSlices = 1;
        while (2 * blockSlices * _plan.SliceSize <= GradientComputer.BlockSamples)
            blockSlices *= 2;
        _blocks = [.. Enumerable.Range(0, SliceRange.CountOf(slices, blockSlices))
            .Select(block => new SliceRange(block * blockSlices, Math.Min(blockSlices, slices - block * blockSlices)))];
        _parts = [.. _blocks.Select(_ => new PartialGradient(spec.Network.ParameterCount))];
        _sum = new PartialGradient(_parts.Length > 1 ? spec.Network.ParameterCount : 0);
        _backpropagation = new Backpropagation(spec.Network, blockSlices * _plan.SliceSize, team);
        _losses = new double[blockSlices * _plan.SliceSize];
    }

    /// <summary>The parameters after the steps taken so far; the law holds for them too.</summary>
    public ReadOnlySpan<float> Parameters => _optimizer.Parameters;

    /// <summary>Takes <paramref name="steps"/> steps and sums up what each phase took.</summary>
    public PhaseTimes Run(int steps, CancellationToken cancellationToken)
    {
        var total = default(PhaseTimes);
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var phases = Step();
            total = new PhaseTimes(
                total.Gather + phases.Gather, total.Forward + phases.Forward, total.Backward + phases.Backward,
                total.Reduce + phases.Reduce, total.Update + phases.Update);
        }

        return total;
    }

    private PhaseTimes Step()
    {
        double gather = 0, forward = 0, backward = 0;
        var mark = _time.GetTimestamp();
        var minibatch = _plan.Minibatch(_optimizer.Step);
        var slices = _plan.SlicesIn(_optimizer.Step);
        _tree.Begin(slices);
        for (var block = 0; block < _blocks.Length; block++)
        {
            var first = _blocks[block].First * _plan.SliceSize;
            var end = Math.Min(_blocks[block].End * _plan.SliceSize, minibatch.Length);
            _backpropagation.Load(_samples, minibatch[first..end]);
            gather += Lap(ref mark);
            if (block == 0)
                _backpropagation.SetParameters(_optimizer.Parameters, minibatch.Length);
            _backpropagation.Forward();
            _backpropagation.Losses(_losses.AsSpan(0, end - first));
            forward += Lap(ref mark);
            _parts[block].Begin(_blocks[block], slices);
            _backpropagation.Backward(_plan.SliceSize, _parts[block].Sum(0));
            _tree.Add(_parts[block]);
            backward += Lap(ref mark);
        }

        if (_parts.Length > 1)
            Reduce(slices);
        var reduce = Lap(ref mark);
        _optimizer.TryStep(_tree, minibatch.Length, _learningRate);
        return new PhaseTimes(gather, forward, backward, reduce, Lap(ref mark));
    }

    /// <summary>Walks the tree and puts its sum in the place of the blocks' gradients, as the worker does before it answers.</summary>
    private void Reduce(int slices)
    {
        _sum.Begin(new SliceRange(0, slices), slices);
        var sum = _sum.Sum(0);
        for (var start = 0; start < sum.Length; start += GradientTree.ChunkElements)
        {
            var length = Math.Min(GradientTree.ChunkElements, sum.Length - start);
            _tree.Sum(start, length).CopyTo(sum.AsSpan(start));
        }

        _tree.Begin(slices);
        _tree.Add(_sum);
    }

    private double Lap(ref long mark)
    {
        var now = _time.GetTimestamp();
        // A TimeSpan's 100 ns would be too coarse for the phases of small steps.
        var seconds = (now - mark) / (double)_time.TimestampFrequency;
        mark = now;
        return seconds;
    }
}
