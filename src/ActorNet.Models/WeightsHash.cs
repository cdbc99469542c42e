using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorNet.Models;

/// <summary>
/// The fingerprint by which two runs are compared: SHA-256 over the parameters as little-endian float32 in
/// <see cref="Learning.Networks.ParameterLayout"/> order.
/// </summary>
public static class WeightsHash
{
    // A multiple of 4 bytes; small enough for the stack's and the cache's taste, large enough to hash at full speed.
    private const int BlockElements = 4096;

    /// <summary>The SHA-256 of <paramref name="parameters"/> in lower-case hexadecimal.</summary>
    public static string Of(ReadOnlySpan<float> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, parameters);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Adds values to a hash as little-endian float32, whatever this machine's byte order.</summary>
    internal static void Append(IncrementalHash hash, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            // In pieces, since a span of bytes cannot be longer than int.MaxValue.
            for (; values.Length > 0; values = values[Math.Min(BlockElements, values.Length)..])
                hash.AppendData(MemoryMarshal.AsBytes(values[..Math.Min(BlockElements, values.Length)]));
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }
}
