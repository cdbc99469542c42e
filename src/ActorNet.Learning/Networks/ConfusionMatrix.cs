using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Networks;

/// <summary>How often samples of each class were taken for each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    private ConfusionMatrix(int classes) => (Classes, _counts) = (classes, new int[classes * classes]);

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>All samples.</summary>
    public int Samples { get; private set; }

    /// <summary>The samples of class <paramref name="actual"/> that were taken for class <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => _counts[actual * Classes + predicted];

    /// <summary>The share of samples that were taken for what they are.</summary>
    public double Accuracy => Share(Enumerable.Range(0, Classes).Sum(k => this[k, k]), Samples);

    /// <summary>Counts what a network takes samples for: the class with the greatest output, of equal ones the first.</summary>
    /// <exception cref="ArgumentException">The samples have no classes, or do not fit the network.</exception>
    public static ConfusionMatrix Of(Network network, SampleSet samples)
    {
        if (!samples.IsClassification)
            throw new ArgumentException("Samples with real targets have no classes.", nameof(samples));
        var matrix = new ConfusionMatrix(samples.OutputCount);
        network.Predict(samples, (sample, outputs) => matrix.Add(samples.LabelOf(sample), Evaluation.ArgMax(outputs)));
        return matrix;
    }

    /// <summary>The samples of a class.</summary>
    public int SamplesOf(int actual) => Enumerable.Range(0, Classes).Sum(predicted => this[actual, predicted]);

    /// <summary>The samples that were taken for a class.</summary>
    public int TakenFor(int predicted) => Enumerable.Range(0, Classes).Sum(actual => this[actual, predicted]);

    /// <summary>Precision: of the samples that were taken for a class, the share that is of it; NaN where there are none.</summary>
    public double PrecisionOf(int predicted) => Share(this[predicted, predicted], TakenFor(predicted));

    /// <summary>Recall: of the samples of a class, the share that was taken for it; NaN where there are none.</summary>
    public double RecallOf(int actual) => Share(this[actual, actual], SamplesOf(actual));

    /// <summary>F1: the harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN); NaN where there is nothing of the class at all.</summary>
    public double F1Of(int k) => Share(2 * this[k, k], SamplesOf(k) + TakenFor(k));

    private static double Share(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;

    private void Add(int actual, int predicted)
    {
        _counts[actual * Classes + predicted]++;
        Samples++;
    }
}
