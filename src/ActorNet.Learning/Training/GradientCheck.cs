using ActorNet.Learning.Networks;
using ActorNet.Learning.Reference;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Training;

/// <summary>The agreement of backpropagation and central differences on one block of parameters.</summary>
/// <param name="Name">The block, such as "layers.0.weight".</param>
/// <param name="LargestRelativeError">The largest |analytic - numeric| / max(|analytic|, |numeric|, a thousandth of the block's largest
/// gradient).</param>
/// <param name="LargestGradient">The largest |analytic| in the block: checking a gradient of zeros proves nothing.</param>
public sealed record GradientCheckBlock(string Name, double LargestRelativeError, double LargestGradient);

/// <summary>The result of a gradient check, block by block.</summary>
/// <param name="Blocks">Each layer's weights and biases.</param>
public sealed record GradientCheckReport(IReadOnlyList<GradientCheckBlock> Blocks)
{
    /// <summary>The largest relative error of all blocks.</summary>
    public double LargestRelativeError => Blocks.Max(block => block.LargestRelativeError);
}

/// <summary>
/// Compares backpropagation with central differences, (C(θ + h) - C(θ - h)) / 2h, parameter by parameter, in double precision. It checks
/// the source of the reference network, which the float kernels equal bit for bit.
/// </summary>
public static class GradientCheck
{
    /// <summary>h: the truncation error grows with its square, the rounding error with its inverse.</summary>
    private const double Step = 1e-5;

    /// <summary>Checks the mean gradient of the first <paramref name="count"/> samples.</summary>
    /// <param name="network">Any network that can be trained.</param>
    /// <param name="parameters">The parameters to check at, in <see cref="ParameterLayout"/>.</param>
    /// <param name="samples">The sample set.</param>
    /// <param name="count">The number of samples, at least 1.</param>
    /// <param name="l2">λ of L2 regularization.</param>
    /// <exception cref="InvalidInputException">The network cannot be trained.</exception>
    public static GradientCheckReport Run(NetworkSpec network, ReadOnlySpan<float> parameters, SampleSet samples, int count, double l2 = 0)
    {
        network.Validate();
        var reference = new ReferenceNetwork<double, DoubleElementary>(network);
        var layout = ParameterLayout.Of(network);
        var theta = new double[parameters.Length];
        for (var i = 0; i < theta.Length; i++)
            theta[i] = parameters[i];
        var batch = Enumerable.Range(0, count).Select(index => Sample(samples, index)).ToArray();
        var analytic = MeanGradient(reference, theta, batch);

        var blocks = new List<GradientCheckBlock>();
        for (var layer = 0; layer < layout.Layers.Length; layer++)
        {
            var block = layout.Layers[layer];
            for (var i = block.WeightOffset; i < block.BiasOffset; i++)
                analytic[i] += l2 * theta[i];
            blocks.Add(CheckBlock($"layers.{layer}.weight", reference, theta, batch, analytic, block.WeightOffset, block.WeightCount, l2));
            blocks.Add(CheckBlock($"layers.{layer}.bias", reference, theta, batch, analytic, block.BiasOffset, block.Outputs, 0));
        }

        return new GradientCheckReport(blocks);
    }

    private static GradientCheckBlock CheckBlock(
        string name, ReferenceNetwork<double, DoubleElementary> network, double[] theta, (double[] X, double[] Y)[] batch,
        double[] analytic, int start, int count, double l2)
    {
        var largest = 0.0;
        for (var i = start; i < start + count; i++)
            largest = Math.Max(largest, Math.Abs(analytic[i]));

        var worst = 0.0;
        for (var i = start; i < start + count; i++)
        {
            var original = theta[i];
            theta[i] = original + Step;
            var above = MeanCost(network, theta, batch) + 0.5 * l2 * theta[i] * theta[i];
            theta[i] = original - Step;
            var below = MeanCost(network, theta, batch) + 0.5 * l2 * theta[i] * theta[i];
            theta[i] = original;

            var numeric = (above - below) / (2 * Step);
            var scale = Math.Max(Math.Max(Math.Abs(analytic[i]), Math.Abs(numeric)), 1e-3 * largest);
            if (scale > 0)
                worst = Math.Max(worst, Math.Abs(analytic[i] - numeric) / scale);
        }

        return new GradientCheckBlock(name, worst, largest);
    }

    private static double[] MeanGradient(
        ReferenceNetwork<double, DoubleElementary> network, double[] theta, (double[] X, double[] Y)[] batch)
    {
        var gradient = new double[theta.Length];
        foreach (var (x, y) in batch)
        {
            var (z, a) = network.Forward(theta, x);
            network.AddGradient(theta, z, a, y, gradient);
        }

        for (var i = 0; i < gradient.Length; i++)
            gradient[i] /= batch.Length;
        return gradient;
    }

    private static double MeanCost(ReferenceNetwork<double, DoubleElementary> network, double[] theta, (double[] X, double[] Y)[] batch)
    {
        var sum = 0.0;
        foreach (var (x, y) in batch)
        {
            var (z, a) = network.Forward(theta, x);
            sum += network.Loss(z[^1], a[^1], y);
        }

        return sum / batch.Length;
    }

    private static (double[] X, double[] Y) Sample(SampleSet samples, int index)
    {
        var (x, y) = samples.Sample(index);
        return (Array.ConvertAll(x, v => (double)v), Array.ConvertAll(y, v => (double)v));
    }
}
