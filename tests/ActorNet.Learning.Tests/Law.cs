using System.Numerics;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Reference;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Tests;

/// <summary>The law's sums, by recursion and one sample at a time: the expected values of the fast paths.</summary>
internal static class Law
{
    /// <summary>The largest power of two of leaves goes left, the rest right.</summary>
    public static float[] TreeSum(ReadOnlySpan<float[]> leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var half = HalfOf(leaves.Length);
        var (left, right) = (TreeSum(leaves[..half]), TreeSum(leaves[half..]));
        var sum = new float[left.Length];
        for (var i = 0; i < sum.Length; i++)
            sum[i] = left[i] + right[i];
        return sum;
    }

    /// <inheritdoc cref="TreeSum(ReadOnlySpan{float[]})"/>
    public static double TreeSum(ReadOnlySpan<double> leaves) => leaves.Length switch
    {
        0 => 0,
        1 => leaves[0],
        var count => TreeSum(leaves[..HalfOf(count)]) + TreeSum(leaves[HalfOf(count)..]),
    };

    /// <summary>The gradient sum of each slice of the samples <paramref name="indices"/>.</summary>
    public static float[][] SliceSums(NetworkSpec network, float[] parameters, SampleSet samples, int[] indices, int sliceSize)
    {
        var reference = new ReferenceNetwork<float, SingleElementary>(network);
        return [.. indices.Chunk(sliceSize).Select(slice =>
        {
            var sum = new float[parameters.Length];
            foreach (var index in slice)
            {
                var (x, y) = Sample(samples, index);
                var (z, a) = reference.Forward(parameters, x);
                reference.AddGradient(parameters, z, a, y, sum);
            }

            return sum;
        })];
    }

    /// <summary>The outputs and the cost of one sample.</summary>
    public static (float[] Outputs, double Loss) Forward(NetworkSpec network, float[] parameters, SampleSet samples, int index)
    {
        var reference = new ReferenceNetwork<float, SingleElementary>(network);
        var (x, y) = Sample(samples, index);
        var (z, a) = reference.Forward(parameters, x);
        return (a[^1], reference.Loss(z[^1], a[^1], y));
    }

    private static int HalfOf(int leaves) => 1 << BitOperations.Log2((uint)leaves - 1);

    private static (float[] X, float[] Y) Sample(SampleSet samples, int index)
    {
        var (x, y) = (new float[samples.FeatureCount], new float[samples.OutputCount]);
        samples.CopyFeatures(index, x);
        samples.CopyTargets(index, y);
        return (x, y);
    }
}
