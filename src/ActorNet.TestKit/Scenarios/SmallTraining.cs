using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.TestKit.Scenarios;

/// <summary>The smallest training that has everything: several epochs, slices and samples of each class.</summary>
public static class SmallTraining
{
    /// <summary>2-3-2, 5 epochs of 4 steps, each of 4 samples in 4 slices.</summary>
    public static TrainingSpec Spec { get; } = new(NetworkSpec.Parse("2-3-2") with { HiddenActivation = Activation.Tanh })
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Momentum, 0.2f), BatchSize = 4, Epochs = 5,
    };

    /// <summary>16 and 8 points of a square, in two classes as for exclusive or.</summary>
    public static Dataset Data { get; } = DataOf(16);

    /// <summary>
    /// 2-16-2 with Adam, L2 and validation, 4 epochs of 2 steps: 7 slices of 2 samples in the first, of which the last has 1, and 4 in the other;
    /// enough parameters for several shards.
    /// </summary>
    public static TrainingSpec UnevenSpec { get; } = new(NetworkSpec.Parse("2-16-2") with { HiddenActivation = Activation.Tanh })
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.02f), L2 = 0.01f, BatchSize = 13, MicroBatchSize = 2, Epochs = 4, ValidationSamples = 260,
    };

    /// <summary>For <see cref="UnevenSpec"/>: 20 points and those for validation, and points for the test, of which more than one slice is evaluated.</summary>
    public static Dataset UnevenData { get; } = new("uneven", "none", Points(20 + 260), Points(510));

    /// <summary>As <see cref="Data"/>, with another number of training samples.</summary>
    internal static Dataset DataOf(int samples) => new("exclusive or", "none", Points(samples), Points(8));

    private static SampleSet Points(int count)
    {
        var points = new float[2 * count];
        var classes = new int[count];
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (i & 1, i >> 1 & 1);
            (points[2 * i], points[2 * i + 1], classes[i]) = (x + 0.03f * i, y - 0.02f * i, x ^ y);
        }

        return SampleSet.FromClasses(points, 2, classes, 2);
    }
}
