using ActorNet.Learning.Gradients;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Training;

/// <summary>
/// Computes partial gradients of slices of a minibatch, and losses of slices of a test set. For one caller at a time; a team shares large
/// passes. Allocates nothing once it has grown.
/// </summary>
internal sealed class GradientComputer : IIncrementalComputer
{
    /// <summary>
    /// Samples per block, unless a slice is larger: enough to make packing the weights cheap, and as many as a pass takes, since in an
    /// exchange only what the last pass computes leaves while it is computed.
    /// </summary>
    internal const int BlockSamples = KernelWorkspace.MaxSamples;

    private readonly MinibatchPlan _plan;
    private readonly SampleSet _samples;
    private readonly Backpropagation _backpropagation;
    private readonly Kernels _kernels;
    private readonly int _blockLevel;
    private readonly List<float[]> _pendingSums = []; // one sum per tree level above a block
    private readonly double[] _losses;
    private readonly int _parameterCount;
    private readonly BlockProgress _progress;

    /// <summary>
    /// Computes gradients for <paramref name="spec"/> over <paramref name="samples"/>, with the threads of <paramref name="team"/> or the
    /// caller's alone; the bits are the same. The caller owns the team.
    /// </summary>
    public GradientComputer(TrainingSpec spec, SampleSet samples, ThreadTeam? team = null) : this(spec, samples, Kernels.Best, team) { }

    internal GradientComputer(
        TrainingSpec spec, SampleSet samples, Kernels kernels, ThreadTeam? team = null, long teamFlop = Backpropagation.DefaultTeamFlop)
    {
        _plan = new MinibatchPlan(spec, samples.Count);
        _samples = samples;
        _kernels = kernels;
        _blockLevel = BlockLevelOf(_plan.SliceSize);
        var blockSamples = Math.Min(_plan.SliceSize << _blockLevel, spec.BatchSize);
        var maxRows = Math.Max(blockSamples, Evaluation.SliceSize);
        _backpropagation = new Backpropagation(spec.Network, maxRows, kernels, team, teamFlop);
        _losses = new double[maxRows];
        _parameterCount = spec.Network.ParameterCount;
        _progress = new BlockProgress(this);
    }

    /// <summary>The tree level of a block's slices, of which each has so many samples.</summary>
    internal static int BlockLevelOf(int sliceSize)
    {
        var level = 0;
        while ((sliceSize << (level + 1)) <= BlockSamples)
            level++;
        return level;
    }

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result) =>
        Compute(parameters, step, slices, result, null);

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result, IGradientProgress? progress)
    {
        var minibatch = _plan.Minibatch(step);
        var sliceCount = _plan.SlicesIn(step);
        result.Begin(slices, sliceCount);
        _backpropagation.SetParameters(parameters, _plan.SamplesIn(step, slices));
        for (var i = 0; i < result.NodeCount; i++)
            ComputeNode(minibatch, result.Node(i), sliceCount, result.Sum(i), result, progress, isLast: i == result.NodeCount - 1);
    }

    /// <summary>
    /// Computes one node: adds its blocks, from left to right, like the carries of a binary counter; <see cref="TileKernel{TVector}"/>
    /// does the same with the slices of a block.
    /// </summary>
    private void ComputeNode(
        ReadOnlySpan<int> minibatch, TreeNode node, int sliceCount, float[] sum, PartialGradient result, IGradientProgress? progress,
        bool isLast)
    {
        var blockSlices = 1 << Math.Min(_blockLevel, node.Level);
        var end = node.EndSlice(sliceCount);
        var block = 0;
        for (var first = node.FirstSlice; first < end; first += blockSlices, block++)
        {
            var last = Math.Min(first + blockSlices, end);
            var merges = last == end ? block : block & ~(block + 1);
            var slices = new SliceRange(first, last - first);
            if (progress is null)
            {
                ComputeBlock(minibatch, slices, sum, result, null);
                Merge(merges, sum, new ParameterRange(0, _parameterCount));
            }
            else
            {
                _progress.Begin(progress, sum, merges, isLast && last == end);
                ComputeBlock(minibatch, slices, sum, result, _progress);
            }

            if (last < end)
                sum.CopyTo(PendingSum(level: System.Numerics.BitOperations.TrailingZeroCount(~block)), 0);
        }
    }

    /// <summary>Adds the pending sums of the levels whose bit is set to a range of <paramref name="sum"/>.</summary>
    private void Merge(int levels, float[] sum, ParameterRange range)
    {
        for (var level = 0; levels >> level != 0; level++)
            if ((levels >> level & 1) != 0)
                _kernels.Add(Part(_pendingSums[level]), Part(sum), Part(sum));

        Span<float> Part(float[] whole) => whole.AsSpan(range.Start, range.Length);
    }

    private void ComputeBlock(
        ReadOnlySpan<int> minibatch, SliceRange slices, float[] sum, PartialGradient result, IGradientProgress? progress)
    {
        var firstSample = slices.First * _plan.SliceSize;
        var endSample = Math.Min(slices.End * _plan.SliceSize, minibatch.Length);
        var losses = _losses.AsSpan(0, endSample - firstSample);
        _backpropagation.ComputeGradient(_samples, minibatch[firstSample..endSample], _plan.SliceSize, losses, sum, progress);
        SumLosses(losses, _plan.SliceSize, result.SliceLosses[(slices.First - result.Slices.First)..]);
    }

    public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses)
    {
        _backpropagation.SetParameters(parameters, slices.Count * Evaluation.SliceSize);
        var correct = 0;
        for (var slice = 0; slice < slices.Count; slice++)
            correct += _backpropagation.Evaluate(
                samples, firstSample + (slices.First + slice) * Evaluation.SliceSize, out losses[slice]);
        return correct;
    }

    private static void SumLosses(ReadOnlySpan<double> losses, int sliceSize, Span<double> sliceLosses)
    {
        for (var slice = 0; !losses.IsEmpty; slice++)
        {
            var count = Math.Min(sliceSize, losses.Length);
            sliceLosses[slice] = 0;
            foreach (var loss in losses[..count])
                sliceLosses[slice] += loss;
            losses = losses[count..];
        }
    }

    private float[] PendingSum(int level)
    {
        while (_pendingSums.Count <= level)
            _pendingSums.Add(GC.AllocateUninitializedArray<float>(_parameterCount));
        return _pendingSums[level];
    }

    /// <summary>The progress of a block: its ranges are added to the sums before it, and those of the last block are complete.</summary>
    private sealed class BlockProgress(GradientComputer computer) : IGradientProgress
    {
        private IGradientProgress? _outer;
        private float[] _sum = [];
        private int _merges;
        private bool _isLast;

        public void Begin(IGradientProgress outer, float[] sum, int merges, bool isLast) =>
            (_outer, _sum, _merges, _isLast) = (outer, sum, merges, isLast);

        public void Await(ParameterRange parameters) => _outer!.Await(parameters);

        public void Complete(ParameterRange gradient)
        {
            computer.Merge(_merges, _sum, gradient);
            if (_isLast)
                _outer!.Complete(gradient);
        }
    }
}
