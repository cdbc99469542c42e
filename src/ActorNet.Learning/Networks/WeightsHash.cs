using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorNet.Learning.Networks;

/// <summary>A fingerprint of the weights: equal for two runs that ended with the same weights.</summary>
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
        Span<byte> bytes = stackalloc byte[ChunkElements * sizeof(float)];
        while (!parameters.IsEmpty)
        {
            var count = Math.Min(ChunkElements, parameters.Length);
            for (var i = 0; i < count; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], parameters[i]);
            hash.AppendData(bytes[..(count * sizeof(float))]);
            parameters = parameters[count..];
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
