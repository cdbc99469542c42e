using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorNet.Data.Idx;

/// <summary>An array of unsigned bytes from an IDX file, in row-major order.</summary>
/// <param name="Path">The source file, for error messages.</param>
/// <param name="Dimensions">Dimension lengths, outermost first, each at least 1: [n, rows, columns] for images, [n] for labels.</param>
/// <param name="Values">The values; as many as the product of the dimensions. Owned by this array.</param>
internal sealed record IdxArray(string Path, IReadOnlyList<int> Dimensions, byte[] Values)
{
    /// <summary>The type code of unsigned bytes: the third byte of the file.</summary>
    internal const byte UnsignedByte = 0x08;

    /// <summary>The number of images or labels: the first dimension.</summary>
    public int Count => Dimensions[0];

    /// <summary>SHA-256 of the uncompressed file, in lower-case hexadecimal.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Appends the bytes of the uncompressed file to a hash. The header is rebuilt from the dimensions, which determine it.
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
