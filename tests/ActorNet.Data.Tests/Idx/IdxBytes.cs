using System.Buffers.Binary;
using System.IO.Compression;

namespace ActorNet.Data.Tests.Idx;

/// <summary>Builds IDX files in memory.</summary>
internal static class IdxBytes
{
    /// <summary>An IDX file with the values i mod 10.</summary>
    public static byte[] Of(params int[] dimensions)
    {
        var values = new byte[dimensions.Aggregate(1, (product, d) => product * d)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (byte)(i % 10);
        return Of(dimensions, values);
    }

    public static byte[] Of(int[] dimensions, byte[] values)
    {
        var file = new byte[4 + 4 * dimensions.Length + values.Length];
        file[2] = 8;
        file[3] = (byte)dimensions.Length;
        for (var d = 0; d < dimensions.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * d), dimensions[d]);
        values.CopyTo(file, 4 + 4 * dimensions.Length);
        return file;
    }

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
            gzip.Write(content);
        return packed.ToArray();
    }
}
