using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorNet.Learning.Training;

/// <summary>The fingerprint by which anyone can check that two runs ended with the same weights.</summary>
public static class WeightsHash
{
    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of <paramref name="parameters"/> as little-endian float32 in the order of
    /// <see cref="Networks.ParameterLayout"/>.
    /// </summary>
    public static string Of(ReadOnlySpan<float> parameters)
    {
        if (BitConverter.IsLittleEndian)
            return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(parameters)));

        var bytes = new byte[parameters.Length * sizeof(float)];
        for (var i = 0; i < parameters.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), parameters[i]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
