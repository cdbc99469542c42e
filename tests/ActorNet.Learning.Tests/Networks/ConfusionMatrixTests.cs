using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Tests.Networks;

public class ConfusionMatrixTests
{
    /// <summary>Predicts the class with the largest feature.</summary>
    private static readonly Network ArgMaxNetwork = new(
        new NetworkSpec(new LayerWidths(3, 3)) { OutputActivation = Activation.Softmax }, [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);

    [Fact]
    public void Samples_are_counted_by_actual_and_predicted_class()
    {
        // Predicted as 0, 1, 1, 2, and as the first of equal ones.
        var samples = SampleSet.FromClasses([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0], 3, [0, 0, 1, 1, 1], 3);
        var matrix = ConfusionMatrix.Of(ArgMaxNetwork, samples);

        Assert.Equal(
            [1, 1, 0, 1, 1, 1, 0, 0, 0],
            from actual in Enumerable.Range(0, 3) from predicted in Enumerable.Range(0, 3) select matrix[actual, predicted]);
        Assert.Equal(5, matrix.Samples);
        Assert.Equal(0.4, matrix.Accuracy);
        Assert.Equal(ArgMaxNetwork.Evaluate(samples).Accuracy, matrix.Accuracy);
        Assert.Equal([2, 3, 0], Enumerable.Range(0, 3).Select(matrix.SamplesOf));
        Assert.Equal([2, 2, 1], Enumerable.Range(0, 3).Select(matrix.TakenFor));
        Assert.Equal((0.5, 0.5, 0.5), (matrix.PrecisionOf(0), matrix.RecallOf(0), matrix.F1Of(0)));
        Assert.Equal((0.5, 1.0 / 3, 0.4), (matrix.PrecisionOf(1), matrix.RecallOf(1), matrix.F1Of(1)));
    }

    [Fact]
    public void Ratios_without_samples_are_NaN()
    {
        var matrix = ConfusionMatrix.Of(ArgMaxNetwork, SampleSet.FromClasses([1, 0, 0], 3, [0], 3));
        Assert.True(double.IsNaN(matrix.PrecisionOf(1)) && double.IsNaN(matrix.RecallOf(1)) && double.IsNaN(matrix.F1Of(1)));
        Assert.Equal(1, matrix.F1Of(0));
    }

    [Fact]
    public void Real_targets_have_no_classes() => Assert.Throws<ArgumentException>(
        () => ConfusionMatrix.Of(ArgMaxNetwork, SampleSet.FromValues([1, 0, 0], 3, [1, 0, 0], 3)));
}
