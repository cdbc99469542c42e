using ActorNet.Learning.Numerics;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Gradients;

/// <summary>The gradient check of a 4-6-5-3 network, with every trainable activation and cost.</summary>
internal static class GradientSurvey
{
    private const int SampleCount = 3;
    private const float MinDistanceFromKink = 0.01f;
    private const double MinGradient = 0.02;

    /// <summary>All hidden activations that have a gradient.</summary>
    public static IReadOnlyList<Activation> Hidden { get; } =
        [Activation.Sigmoid, Activation.Tanh, Activation.Relu, Activation.Softplus, Activation.Identity, Activation.Softmax];

    /// <summary>All valid pairs of an output activation and a cost.</summary>
    public static IReadOnlyList<(Activation Output, Cost Cost)> Outputs { get; } =
    [
        .. Hidden.Select(activation => (activation, Cost.Quadratic)),
        (Activation.Sigmoid, Cost.CrossEntropy), (Activation.Softmax, Cost.NegativeLogLikelihood),
    ];

    public static GradientCheckReport Check(Activation hidden, Activation output, Cost cost)
    {
        var network = new NetworkSpec(new LayerWidths(4, 6, 5, 3)) { HiddenActivation = hidden, OutputActivation = output, Cost = cost };
        var features = Normals(4 * SampleCount, 1, 0.7f);
        var samples = cost == Cost.Quadratic
            ? SampleSet.FromValues(features, 4, Normals(3 * SampleCount, 2, 0.5f), 3)
            : SampleSet.FromClasses(features, 4, [0, 1, 2], 3);
        return CheckAwayFromKinks(network, samples);
    }

    /// <summary>
    /// Checks at the first random parameters where finite differences are a fair reference: every z is at least 0.01 away from 0, where
    /// ReLU has its kink, and every block has a gradient of at least 0.02, against which the rounding of a cost near 1 is negligible.
    /// </summary>
    private static GradientCheckReport CheckAwayFromKinks(NetworkSpec network, SampleSet samples)
    {
        for (uint stream = 10; ; stream++)
        {
            var parameters = Normals(network.ParameterCount, stream, 1);
            if (!IsAwayFromKinks(network, parameters, samples))
                continue;
            var report = GradientCheck.Run(network, parameters, samples, SampleCount);
            if (report.Blocks.All(block => block.LargestGradient > MinGradient))
                return report;
        }
    }

    private static bool IsAwayFromKinks(NetworkSpec network, float[] parameters, SampleSet samples)
    {
        var x = new float[samples.FeatureCount];
        for (var index = 0; index < SampleCount; index++)
        {
            samples.CopyFeatures(index, x);
            if (LayerValues.Of(network, parameters, x).Z.Any(layer => layer.Any(z => Math.Abs(z) <= MinDistanceFromKink)))
                return false;
        }

        return true;
    }

    private static float[] Normals(int count, uint stream, float scale)
    {
        var random = new SeededRandom(99, RandomPurpose.Generation, stream);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = random.NextNormal() * scale;
        return values;
    }
}
