using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Networks;

/// <summary>Counts of samples by actual and predicted class.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    private ConfusionMatrix(int classes) => (Classes, _counts) = (classes, new int[classes * classes]);

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The total number of samples.</summary>
    public int Samples { get; private set; }

    /// <summary>
    /// The number of samples of class <paramref name="actual"/> that were predicted as class <paramref name="predicted"/>.
    /// </summary>
    public int this[int actual, int predicted] => _counts[actual * Classes + predicted];

    /// <summary>The fraction of correctly classified samples.</summary>
    public double Accuracy => Ratio(Enumerable.Range(0, Classes).Sum(k => this[k, k]), Samples);

    /// <summary>Counts a network's predictions: the class with the largest output, the first of equal ones.</summary>
    /// <exception cref="ArgumentException">The samples have no classes, or do not fit the network.</exception>
    public static ConfusionMatrix Of(Network network, SampleSet samples)
    {
        if (!samples.IsClassification)
            throw new ArgumentException("Samples with real targets have no classes.", nameof(samples));
        var matrix = new ConfusionMatrix(samples.OutputCount);
        network.Predict(samples, (sample, outputs) => matrix.Add(samples.LabelOf(sample), Evaluation.ArgMax(outputs)));
        return matrix;
    }

    /// <summary>The number of samples of a class.</summary>
    public int SamplesOf(int actual) => Enumerable.Range(0, Classes).Sum(predicted => this[actual, predicted]);

    /// <summary>The number of samples predicted as a class.</summary>
    public int TakenFor(int predicted) => Enumerable.Range(0, Classes).Sum(actual => this[actual, predicted]);

    /// <summary>Precision: the fraction of the samples predicted as a class that belong to it; NaN if there are none.</summary>
    public double PrecisionOf(int predicted) => Ratio(this[predicted, predicted], TakenFor(predicted));

    /// <summary>Recall: the fraction of a class's samples that were predicted as it; NaN if there are none.</summary>
    public double RecallOf(int actual) => Ratio(this[actual, actual], SamplesOf(actual));

    /// <summary>
    /// F1: the harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN); NaN if the class has neither samples nor predictions.
    /// </summary>
    public double F1Of(int k) => Ratio(2 * this[k, k], SamplesOf(k) + TakenFor(k));

    private static double Ratio(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;

    private void Add(int actual, int predicted)
    {
        _counts[actual * Classes + predicted]++;
        Samples++;
    }
}
