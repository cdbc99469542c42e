namespace ActorNet.Learning.Samples;

/// <summary>
/// A set of samples: features [count, features] and targets [count, outputs]. Images stay bytes until a minibatch is gathered, when a
/// pixel p becomes the float p / 255 (correctly rounded). Class labels become one-hot targets. Immutable and safe for concurrent use;
/// owns the arrays it is created from.
/// </summary>
public sealed class SampleSet
{
    /// <summary>
    /// The fraction of zeros from which skipping them pays: a register tile skips a feature only if it is 0 in all of its four or eight
    /// samples.
    /// </summary>
    private const double MinZeroFraction = 0.7;

    /// <summary>Samples scanned to estimate the fraction: enough to decide, in a few milliseconds at most.</summary>
    private const int ScannedSamples = 1000;

    private readonly byte[]? _pixels;
    private readonly float[]? _features;
    private readonly int[]? _labels;
    private readonly float[]? _targets;

    private SampleSet(int count, int featureCount, int outputCount, byte[]? pixels, float[]? features, int[]? labels, float[]? targets)
    {
        Count = count;
        FeatureCount = featureCount;
        OutputCount = outputCount;
        _pixels = pixels;
        _features = features;
        _labels = labels;
        _targets = targets;
        IsMostlyZero = ZeroFraction() >= MinZeroFraction;
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>Features per sample: the width of a network's input layer.</summary>
    public int FeatureCount { get; }

    /// <summary>Target values per sample: the width of a network's output layer.</summary>
    public int OutputCount { get; }

    /// <summary>The images as bytes [Count, FeatureCount]; null if the features are real. The set's own memory, not a copy.</summary>
    public ReadOnlyMemory<byte>? Pixels => AsMemory(_pixels);

    /// <summary>The real features [Count, FeatureCount]; null if they are images. The set's own memory, not a copy.</summary>
    public ReadOnlyMemory<float>? Features => AsMemory(_features);

    /// <summary>The classes [Count], each 0 to OutputCount - 1; null if the targets are real. The set's own memory, not a copy.</summary>
    public ReadOnlyMemory<int>? Labels => AsMemory(_labels);

    /// <summary>The real targets [Count, OutputCount]; null if they are classes. The set's own memory, not a copy.</summary>
    public ReadOnlyMemory<float>? Targets => AsMemory(_targets);

    /// <summary>Whether most features are 0, as in drawings: then skipping products with 0 pays.</summary>
    internal bool IsMostlyZero { get; }

    /// <summary>Whether the targets are classes (one-hot), not real values.</summary>
    public bool IsClassification => _labels is not null;

    /// <summary>
    /// Creates a set of images as bytes [count, pixelsPerImage], 0 to 255, each of one of <paramref name="classCount"/> classes.
    /// </summary>
    /// <exception cref="ArgumentException">The array lengths do not match, or a label is not in 0 .. classCount - 1.</exception>
    public static SampleSet FromImages(byte[] pixels, int pixelsPerImage, int[] labels, int classCount)
    {
        CheckLength(pixels.Length, labels.Length, pixelsPerImage, nameof(pixels));
        CheckLabels(labels, classCount);
        return new SampleSet(labels.Length, pixelsPerImage, classCount, pixels, null, labels, null);
    }

    /// <summary>
    /// Creates a set of real features [count, featureCount], each sample of one of <paramref name="classCount"/> classes.
    /// </summary>
    /// <exception cref="ArgumentException">The array lengths do not match, or a label is not in 0 .. classCount - 1.</exception>
    public static SampleSet FromClasses(float[] features, int featureCount, int[] labels, int classCount)
    {
        CheckLength(features.Length, labels.Length, featureCount, nameof(features));
        CheckLabels(labels, classCount);
        return new SampleSet(labels.Length, featureCount, classCount, null, features, labels, null);
    }

    /// <summary>Creates a set of real features [count, featureCount] with real targets [count, outputCount].</summary>
    /// <exception cref="ArgumentException">The array lengths do not match.</exception>
    public static SampleSet FromValues(float[] features, int featureCount, float[] targets, int outputCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        var count = features.Length / featureCount;
        CheckLength(features.Length, count, featureCount, nameof(features));
        CheckLength(targets.Length, count, outputCount, nameof(targets));
        return new SampleSet(count, featureCount, outputCount, null, features, null, targets);
    }

    /// <summary>The class of sample <paramref name="index"/>.</summary>
    /// <exception cref="InvalidOperationException">The targets are real values.</exception>
    public int LabelOf(int index) =>
        (_labels ?? throw new InvalidOperationException("These samples have real targets, not classes."))[index];

    /// <summary>Writes the features of sample <paramref name="index"/> to <paramref name="destination"/> [FeatureCount].</summary>
    public void CopyFeatures(int index, Span<float> destination)
    {
        var start = (long)index * FeatureCount;
        if (_pixels is not null)
            PixelScaling.ToFeatures(_pixels.AsSpan(checked((int)start), FeatureCount), destination);
        else
            _features.AsSpan(checked((int)start), FeatureCount).CopyTo(destination);
    }

    /// <summary>Prepares for <see cref="CopyFeatures"/> of sample <paramref name="index"/>; a hint that changes only the speed.</summary>
    internal void PrefetchFeatures(int index)
    {
        if (_pixels is not null)
            PixelScaling.Prefetch(_pixels.AsSpan(checked((int)((long)index * FeatureCount)), FeatureCount));
    }

    /// <summary>
    /// Writes the targets of sample <paramref name="index"/>, one-hot for a class, to <paramref name="destination"/> [OutputCount].
    /// </summary>
    public void CopyTargets(int index, Span<float> destination)
    {
        if (_targets is not null)
        {
            _targets.AsSpan(index * OutputCount, OutputCount).CopyTo(destination);
            return;
        }

        destination[..OutputCount].Clear();
        destination[_labels![index]] = 1f;
    }

    /// <summary>The features [FeatureCount] and targets [OutputCount] of sample <paramref name="index"/>.</summary>
    internal (float[] Features, float[] Targets) Sample(int index)
    {
        var (features, targets) = (new float[FeatureCount], new float[OutputCount]);
        CopyFeatures(index, features);
        CopyTargets(index, targets);
        return (features, targets);
    }

    /// <summary>Keeps null, which the conversion of an array would turn into an empty memory.</summary>
    private static ReadOnlyMemory<T>? AsMemory<T>(T[]? array) => array is null ? default(ReadOnlyMemory<T>?) : array;

    private double ZeroFraction()
    {
        var length = Math.Min(Count, ScannedSamples) * FeatureCount;
        var zeros = _pixels is not null ? _pixels.AsSpan(0, length).Count((byte)0) : _features.AsSpan(0, length).Count(0f);
        return (double)zeros / Math.Max(1, length);
    }

    private static void CheckLength(int length, int count, int width, string name)
    {
        if (width < 1 || length != (long)count * width)
            throw new ArgumentException($"{name} has {length} values where {count} samples of {width} were expected.", name);
    }

    private static void CheckLabels(int[] labels, int classCount)
    {
        foreach (var label in labels)
            if ((uint)label >= (uint)classCount)
                throw new ArgumentException($"A label is {label}, allowed are 0 to {classCount - 1}.", nameof(labels));
    }
}
