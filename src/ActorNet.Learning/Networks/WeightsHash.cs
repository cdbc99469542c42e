using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorNet.Learning.Networks;

/// <summary>Fingerprints of the weights, and of all else that decides how a run continues: equal for equal bits.</summary>
internal static class WeightsHash
{
    private const int ChunkElements = 1024;

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of <paramref name="parameters"/> as little-endian float32 in the order of
    /// <see cref="ParameterLayout"/>.
    /// </summary>
    public static string Of(ReadOnlySpan<float> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, parameters);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// For each layer the <see cref="Of"/> of the parameters up to its end; the last one is that of all. The first that differs names the
    /// first layer that differs, at the price of one hash.
    /// </summary>
    public static string[] OfPrefixes(ReadOnlySpan<float> parameters, ParameterLayout layout)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var prefixes = new string[layout.Layers.Length];
        for (var layer = 0; layer < prefixes.Length; layer++)
        {
            var range = layout.Layers[layer].Range;
            Append(hash, parameters.Slice(range.Start, range.Length));
            prefixes[layer] = Convert.ToHexStringLower(hash.GetCurrentHash());
        }

        return prefixes;
    }

    /// <summary>
    /// SHA-256 of the optimizer's state vectors, in their order, as little-endian float32, and of these numbers as little-endian float64.
    /// </summary>
    public static string OfState(IReadOnlyList<float[]> optimizerState, params ReadOnlySpan<double> numbers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var vector in optimizerState)
            Append(hash, vector);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<byte> bytes = stackalloc byte[ChunkElements * sizeof(float)];
        while (!values.IsEmpty)
        {
            var count = Math.Min(ChunkElements, values.Length);
            for (var i = 0; i < count; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], values[i]);
            hash.AppendData(bytes[..(count * sizeof(float))]);
            values = values[count..];
        }
    }
}
