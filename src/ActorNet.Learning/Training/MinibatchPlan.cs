using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Training;

/// <summary>
/// The samples of each step: epoch e runs through a Fisher-Yates permutation of the samples drawn from (seed, e), one minibatch at a
/// time; the last minibatch of an epoch may be smaller. A pure function of the spec, so every worker computes it locally. Keeps one
/// epoch's permutation; not safe for concurrent use.
/// </summary>
internal sealed class MinibatchPlan
{
    /// <summary>
    /// Samples between two hashes of the weights, at least, within an epoch: hashing takes some 6 ns of a processor for each parameter with
    /// momentum, and training on so many samples at least some 1,200.
    /// </summary>
    internal const int HashEverySamples = 65_536;

    private readonly int _hashEverySteps;
    private readonly ulong _seed;
    private readonly SeededRandom _random;
    private int[] _order = []; // allocated for the first minibatch: most plans only serve to count
    private int _epoch;

    /// <summary>The plan of <paramref name="spec"/> for a training set of <paramref name="availableSamples"/>.</summary>
    public MinibatchPlan(TrainingSpec spec, int availableSamples)
    {
        SampleCount = spec.TrainSamples ?? availableSamples - spec.ValidationSamples;
        BatchSize = Math.Min(spec.BatchSize, SampleCount);
        SliceSize = spec.EffectiveMicroBatchSize;
        StepsPerEpoch = (SampleCount + BatchSize - 1) / BatchSize;
        TotalSteps = (long)StepsPerEpoch * spec.Epochs;
        var intervals = Math.Max(1, SampleCount / HashEverySamples);
        _hashEverySteps = (StepsPerEpoch + intervals - 1) / intervals;
        _seed = spec.Seed;
        _random = new SeededRandom(_seed, RandomPurpose.SampleOrder, 0);
    }

    /// <summary>Samples per epoch: the first of the training set.</summary>
    public int SampleCount { get; }

    /// <summary>Samples per minibatch; the last of an epoch may be smaller.</summary>
    public int BatchSize { get; }

    /// <summary>Samples per slice; the last of a minibatch may be smaller.</summary>
    public int SliceSize { get; }

    public int StepsPerEpoch { get; }

    public long TotalSteps { get; }

    /// <summary>The maximum number of slices in a minibatch.</summary>
    public int MaxSliceCount => SliceRange.CountOf(BatchSize, SliceSize);

    /// <summary>The epoch, from 1, of a step, from 0.</summary>
    public int EpochOf(long step) => (int)(step / StepsPerEpoch) + 1;

    /// <summary>The index of a step within its epoch, from 0.</summary>
    public int StepInEpoch(long step) => (int)(step % StepsPerEpoch);

    /// <summary>
    /// Whether the weights after <paramref name="step"/> steps are hashed (docs/verify.md): the initial ones, those at the end of each epoch,
    /// and within an epoch at equal intervals. Does not depend on the number of epochs, which may grow.
    /// </summary>
    public bool IsHashDue(long step) => StepInEpoch(step) % _hashEverySteps == 0;

    public int SamplesIn(long step) => Math.Min(BatchSize, SampleCount - StepInEpoch(step) * BatchSize);

    public int SamplesIn(long step, SliceRange slices) =>
        Math.Min(slices.End * SliceSize, SamplesIn(step)) - slices.First * SliceSize;

    public int SlicesIn(long step) => SliceRange.CountOf(SamplesIn(step), SliceSize);

    /// <summary>The samples of a step's minibatch, as indices into the training set; valid until the next call.</summary>
    public ReadOnlySpan<int> Minibatch(long step)
    {
        ShuffleFor(EpochOf(step));
        return _order.AsSpan(StepInEpoch(step) * BatchSize, SamplesIn(step));
    }

    private void ShuffleFor(int epoch)
    {
        if (_epoch == epoch)
            return;
        if (_order.Length == 0)
            _order = new int[SampleCount];
        _random.Reseed(_seed, RandomPurpose.SampleOrder, (uint)epoch);
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        for (var i = _order.Length - 1; i > 0; i--)
        {
            var j = _random.NextInt(i + 1);
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }

        _epoch = epoch;
    }
}
