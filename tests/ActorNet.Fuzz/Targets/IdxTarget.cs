using System.Buffers.Binary;
using System.IO.Compression;
using ActorNet.Data.Idx;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// Damaged IDX files, plain and gzip. What is accepted must have exactly the values that its header announces; from a gzip file, which has
/// a checksum, it must be the original.
/// </summary>
internal sealed class IdxTarget : FuzzTarget
{
    /// <summary>The largest number of bytes that one byte of a gzip file can represent.</summary>
    private const int MaxDeflateRatio = 1032;

    private static readonly int[] ImageShape = [40, 7, 5];

    private readonly Dictionary<string, byte[]> _files = [];

    public IdxTarget()
    {
        _files["images"] = Idx(ImageShape);
        _files["labels"] = Idx([300]);
        _files["images.gz"] = Gzip(_files["images"]);
        _files["labels.gz"] = Gzip(_files["labels"]);
    }

    public override string Name => "idx";

    /// <summary>
    /// The decompressor's window; and the values, which grow with the input and can be a thousand times as long as a gzip file.
    /// </summary>
    public override long MaxBytes(FuzzInput input) =>
        128 * 1024 + (input.Kind.EndsWith(".gz", StringComparison.Ordinal) ? 4L * MaxDeflateRatio : 4) * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var kind = _files.Keys.ElementAt(random.NextInt(_files.Count));
        var isRecompressed = random.NextInt(4) == 0;
        if (!isRecompressed || !_files.TryGetValue(kind + ".gz", out _))
            return new FuzzInput(Mutation.Of(_files[kind], 24, [], [.. _files.Values], random), kind);
        // A wrong file that is compressed correctly.
        var content = Mutation.Of(_files[kind], 24, [], [.. _files.Values], random);
        return new FuzzInput(Gzip(content), kind + ".gz", IsForged: true);
    }

    public override object Read(FuzzInput input)
    {
        var stream = new MemoryStream(input.Bytes, writable: false);
        return IsImageKind(input) ? IdxReader.ReadImages(stream, "mutant") : IdxReader.ReadLabels(stream, "mutant");
    }

    public override bool IsRejection(Exception error) => error is InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        var array = (IdxArray)accepted;
        ViolationException.ThrowUnless(
            array.Dimensions.Count == (IsImageKind(input) ? 3 : 1) && array.Dimensions.All(extent => extent > 0),
            "it has other dimensions");
        ViolationException.ThrowUnless(
            array.Dimensions.Aggregate(1L, (count, extent) => count * extent) == array.Values.Length, "it has more or fewer values");
        var isGzip = input.Bytes is [0x1F, 0x8B, ..];
        if (!isGzip)
        {
            var header = 4 + 4 * array.Dimensions.Count;
            ViolationException.ThrowUnless(input.Bytes.AsSpan(header).SequenceEqual(array.Values), "its values are not those of the file");
        }
        else if (!input.IsForged)
        {
            var original = _files.Values.Any(file => file.AsSpan(4 + 4 * array.Dimensions.Count).SequenceEqual(array.Values));
            ViolationException.ThrowUnless(original, $"a damaged gzip file was accepted: {Convert.ToHexString(input.Bytes)}");
        }

        return input.Kind;
    }

    private static bool IsImageKind(FuzzInput input) => input.Kind.StartsWith("images", StringComparison.Ordinal);

    private static byte[] Idx(int[] dimensions)
    {
        var header = 4 + 4 * dimensions.Length;
        var bytes = new byte[header + dimensions.Aggregate(1, (count, extent) => count * extent)];
        bytes[2] = IdxArray.UnsignedByte;
        bytes[3] = (byte)dimensions.Length;
        for (var d = 0; d < dimensions.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * d), dimensions[d]);
        for (var i = header; i < bytes.Length; i++)
            bytes[i] = (byte)(i * i % 10);
        return bytes;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return stream.ToArray();
    }
}
