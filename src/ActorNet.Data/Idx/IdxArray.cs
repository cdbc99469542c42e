using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorNet.Data.Idx;

/// <summary>
/// An array of unsigned bytes as an IDX file holds it: its dimensions, outermost first, and its values in row-major order.
/// </summary>
/// <param name="Path">The file it was read from, for messages.</param>
/// <param name="Dimensions">The length of each dimension, all at least 1: [n, rows, columns] for images, [n] for labels.</param>
/// <param name="Values">The values; their number is the product of the dimensions. Owned by this array.</param>
internal sealed record IdxArray(string Path, IReadOnlyList<int> Dimensions, byte[] Values)
{
    /// <summary>The type code of unsigned bytes, the third byte of the file.</summary>
    internal const byte UnsignedByte = 0x08;

    /// <summary>The number of items along the first dimension: images or labels.</summary>
    public int Count => Dimensions[0];

    /// <summary>SHA-256 of the uncompressed file, in lower-case hexadecimal.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Adds the bytes of the uncompressed file to a hash. The dimensions determine the header, so it is written again
    /// here rather than kept.
    /// </summary>
    public void AppendTo(IncrementalHash hash)
    {
        Span<byte> header = stackalloc byte[4 + 4 * Dimensions.Count];
        header[..2].Clear();
        header[2] = UnsignedByte;
        header[3] = (byte)Dimensions.Count;
        for (var d = 0; d < Dimensions.Count; d++)
            BinaryPrimitives.WriteInt32BigEndian(header[(4 + 4 * d)..], Dimensions[d]);
        hash.AppendData(header);
        hash.AppendData(Values);
    }
}
