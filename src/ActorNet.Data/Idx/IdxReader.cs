using System.Buffers.Binary;

namespace ActorNet.Data.Idx;

/// <summary>
/// Reads IDX files of unsigned bytes, plain or gzip (LeCun, Cortes and Burges, "The MNIST database", "File formats"):
/// two zero bytes, a type code, the number of dimensions, each dimension as a big-endian 32-bit integer, then the values.
/// Every file error is an <see cref="InvalidInputException"/> that names the file.
/// </summary>
internal static class IdxReader
{
    private const int ImageDimensions = 3;
    private const string Images = "images [samples, rows, columns]";
    private const string Labels = "labels [samples]";

    /// <summary>Reads images [n, rows, columns].</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, or of another kind.</exception>
    public static IdxArray ReadImages(string path) => Read(path, () => IdxStream.Open(path), ImageDimensions, Images);

    /// <summary>Reads labels [n].</summary>
    /// <exception cref="InvalidInputException">The file is missing, damaged, or of another kind.</exception>
    public static IdxArray ReadLabels(string path) => Read(path, () => IdxStream.Open(path), 1, Labels);

    /// <summary>Like <see cref="ReadImages(string)"/>, from a seekable stream, which it disposes.</summary>
    internal static IdxArray ReadImages(Stream stream, string name) =>
        Read(name, () => IdxStream.Open(stream, name), ImageDimensions, Images);

    /// <summary>Like <see cref="ReadLabels(string)"/>, from a seekable stream, which it disposes.</summary>
    internal static IdxArray ReadLabels(Stream stream, string name) =>
        Read(name, () => IdxStream.Open(stream, name), 1, Labels);

    private static IdxArray Read(string path, Func<IdxStream> open, int dimensionCount, string kind)
    {
        try
        {
            using var file = open();
            Span<byte> header = stackalloc byte[4 + 4 * dimensionCount];
            var dimensions = ReadHeader(file, header, dimensionCount, kind);
            var length = CheckedProduct(path, dimensions);
            var values = ReadValues(file, header.Length, length);
            file.CheckTrailer(header, values);
            return new IdxArray(path, Array.ConvertAll(dimensions, d => (int)d), values);
        }
        catch (InvalidDataException fault)
        {
            throw InvalidInputException.Of($"'{path}'", $"is damaged: its gzip data cannot be unpacked ({fault})", cause: fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw InvalidInputException.Of($"'{path}'", $"cannot be read: {fault}", cause: fault);
        }
    }

    private static uint[] ReadHeader(IdxStream file, Span<byte> header, int dimensionCount, string kind)
    {
        var read = file.Content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < 4)
            throw InvalidInputException.Of(
                $"'{file.Path}'", $"is truncated: it has {read} bytes", $"the header of an IDX file has {header.Length}");
        if (header[0] != 0 || header[1] != 0)
            throw InvalidInputException.Of(
                $"'{file.Path}'", $"is not an IDX file: it begins with {Convert.ToHexString(header[..4])}",
                $"expected is 0000080{dimensionCount}");
        if (header[2] != IdxArray.UnsignedByte)
            throw InvalidInputException.Of(
                $"'{file.Path}'", $"holds values of type 0x{header[2]:X2}",
                $"{kind} must be unsigned bytes, type 0x{IdxArray.UnsignedByte:X2}");
        if (header[3] != dimensionCount)
            throw InvalidInputException.Of($"'{file.Path}'", $"has {header[3]} dimensions", rule: $"{kind} have {dimensionCount}");
        if (read < header.Length)
            throw InvalidInputException.Of($"'{file.Path}'", $"is truncated: it has {read} bytes of a header of {header.Length}");

        var dimensions = new uint[dimensionCount];
        for (var d = 0; d < dimensionCount; d++)
            dimensions[d] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + 4 * d)..]);
        return dimensions;
    }

    private static int CheckedProduct(string path, uint[] dimensions)
    {
        var shape = string.Join(" x ", dimensions);
        if (dimensions.Contains(0u))
            throw InvalidInputException.Of($"'{path}'", $"has the dimensions {shape}", rule: "each must be at least 1");

        var product = 1L;
        foreach (var dimension in dimensions)
        {
            // The running product is an array length, below 2^31, and a dimension is below 2^32: no overflow.
            product *= dimension;
            if (product > Array.MaxLength)
                throw InvalidInputException.Of($"'{path}'", $"claims {shape} values", rule: $"at most {Array.MaxLength} can be read");
        }

        return (int)product;
    }

    /// <summary>
    /// Allocates by the data received, not by the header's claim: a plain file's length is known in advance; a gzip file
    /// starts with eight times its compressed size, enough for MNIST's images without resizing.
    /// </summary>
    private static byte[] ReadValues(IdxStream file, int headerLength, int length)
    {
        if (!file.IsCompressed && file.Length < (long)headerLength + length)
            throw Truncated(file, file.Length, headerLength, length);

        var values = GC.AllocateUninitializedArray<byte>(file.IsCompressed ? (int)Math.Min(length, 8 * file.Length) : length);
        var read = 0;
        while (true)
        {
            read += file.Content.ReadAtLeast(values.AsSpan(read), values.Length - read, throwOnEndOfStream: false);
            if (read < values.Length)
                throw Truncated(file, (long)headerLength + read, headerLength, length);
            if (read == length)
                break;
            Array.Resize(ref values, (int)Math.Min(length, 2L * values.Length));
        }

        if (file.Content.ReadByte() >= 0)
            throw InvalidInputException.Of(
                $"'{file.Path}'", "has bytes after its end", $"its header announces {(long)headerLength + length} bytes");
        return values;
    }

    private static InvalidInputException Truncated(IdxStream file, long had, int headerLength, int length)
    {
        var unit = file.IsCompressed ? ", uncompressed" : "";
        return InvalidInputException.Of($"'{file.Path}'", $"is truncated: it has {had} bytes of {(long)headerLength + length}{unit}");
    }
}
