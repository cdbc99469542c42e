using System.Buffers.Binary;
using System.Security.Cryptography;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;

namespace ActorNet.Coordination.Verification;

/// <summary>
/// The computation by which a worker proves its arithmetic before it gets work: slice 0 of step 0 with <see cref="ParametersOf"/>.
/// </summary>
internal static class Canary
{
    public static SliceRange Slices { get; } = new(0, 1);

    /// <summary>The parameters drawn from the run's seed, even if the run starts from given weights.</summary>
    public static float[] ParametersOf(TrainingSpec spec) => ParameterInitialization.Create(spec.Network, spec.Seed);

    /// <returns>The answer's <see cref="HashOf"/>.</returns>
    public static string Compute(TrainingSpec spec, IGradientComputer computer)
    {
        var result = new PartialGradient(spec.Network.ParameterCount);
        computer.Compute(ParametersOf(spec), step: 0, Slices, result);
        return HashOf(result);
    }

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over the gradient's sums as little-endian float32 in the order of <see cref="ParameterLayout"/>,
    /// followed by the summed loss as little-endian float64.
    /// </summary>
    public static string HashOf(PartialGradient result)
    {
        var sum = result.Sum(0);
        var bytes = new byte[sum.Length * sizeof(float) + sizeof(double)];
        for (var i = 0; i < sum.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), sum[i]);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(sum.Length * sizeof(float)), result.SliceLosses[0]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
