using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorNet.Learning.Training;

namespace ActorNet.Actors.Membership;

/// <summary>
/// A known answer: the gradient of the first slice of the first step with the initial parameters. Whoever computes it to the same
/// bits has the right data, the right spec and arithmetic that obeys the law; a worker is given nothing else before it has.
/// </summary>
internal sealed class Canary
{
    private readonly byte[] _expected;

    /// <summary>Computes the answer in this process, on the caller's thread.</summary>
    public Canary(TrainingSpec spec, Dataset dataset)
    {
        Parameters = ParameterInitialization.Create(spec.Network, spec.Seed);
        var gradient = new PartialGradient(spec.Network.ParameterCount);
        new GradientComputer(spec, dataset.Train).Compute(Parameters, 0, Slices, gradient);
        _expected = HashOf(gradient);
    }

    /// <summary>The slices that are asked for.</summary>
    public static SliceRange Slices { get; } = new(0, 1);

    /// <summary>The parameters they are computed with; not to be written.</summary>
    public float[] Parameters { get; }

    /// <summary>Whether an answer is the known one, bit for bit.</summary>
    public bool IsAnsweredBy(PartialGradient gradient) =>
        gradient.Slices == Slices && HashOf(gradient).AsSpan().SequenceEqual(_expected);

    private static byte[] HashOf(PartialGradient gradient)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(gradient.SliceLosses));
        for (var i = 0; i < gradient.NodeCount; i++)
            hash.AppendData(MemoryMarshal.AsBytes(gradient.Sum(i).AsSpan()));
        return hash.GetHashAndReset();
    }
}
