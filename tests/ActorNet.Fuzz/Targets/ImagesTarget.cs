using System.Text;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Pictures.Images;
using SkiaSharp;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// Damaged images, read and prepared for a network. What is accepted must have as many pixels as its header announces; a graymap's pixels
/// must be those of the file; and the prepared image must have the requested size, with something drawn in it.
internal sealed class ImagesTarget : FuzzTarget
{
    private const int Side = 28;

    private static readonly byte[][] Tokens =
    [
        .. new[] { "P2 ", "P5\n", "# no\n", "255", "65535", "0 ", "-1 ", "7000 7000 ", "IHDR", "IDAT", "IEND" }
            .Select(Encoding.ASCII.GetBytes),
    ];

    private readonly Dictionary<string, byte[]> _files = [];

    /// <summary>The uncompressed pixels follow it.</summary>
    private static ReadOnlySpan<byte> PlainHeader => "P5 12 9 255\n"u8;

    public ImagesTarget()
    {
        byte[] pixels = [.. Enumerable.Range(0, 12 * 9).Select(i => (byte)(i % 12 is 5 or 6 ? 20 + i : 250))];
        _files["pgm"] = [.. PlainHeader, .. pixels];
        _files["pgm, two bytes"] = [.. "P5 # deep\n12 9 65535\n"u8, .. pixels.SelectMany(pixel => new[] { pixel, (byte)0 })];
        _files["pgm, text"] = Encoding.ASCII.GetBytes($"P2\n12 9\n255\n{string.Join(' ', pixels)}\n");
        using var bitmap = new SKBitmap(new SKImageInfo(12, 9, SKColorType.Gray8, SKAlphaType.Opaque));
        pixels.CopyTo(bitmap.GetPixelSpan());
        foreach (var format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
        {
            using var data = bitmap.Encode(format, 90);
            _files[format.ToString().ToLowerInvariant()] = data.ToArray();
        }

        _files["bmp"] = BmpFile(pixels, 12, 9);
    }

    public override string Name => "images";

    /// <summary>
    /// A graymap contains its pixels. In other formats few bytes can stand for the maximum number of pixels, which are kept on white, on
    /// black or inverted, and as ink.
    /// </summary>
    public override long MaxBytes(FuzzInput input) =>
        64 * 1024 + (PgmReader.IsPgm(input.Bytes) ? 16L * input.Bytes.Length : 4L * ImageFile.MaxPixels);

    public override FuzzInput Generate(SeededRandom random)
    {
        var kind = _files.Keys.ElementAt(random.NextInt(_files.Count));
        return new FuzzInput(Mutation.Of(_files[kind], 60, Tokens, [.. _files.Values], random), kind);
    }

    public override object Read(FuzzInput input)
    {
        var image = ImageFile.Read(input.Bytes, "mutant");
        return (image, DigitPreparation.Prepare(image, Side, Side, "mutant"));
    }

    public override bool IsRejection(Exception error) => error is InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        var (image, prepared) = ((GrayImage, GrayImage))accepted;
        ViolationException.ThrowUnless(
            image.Rows > 0 && image.Columns > 0 && image.Pixels.Length == image.Rows * image.Columns,
            "it has more or fewer pixels than its size");
        ViolationException.ThrowUnless(
            prepared is { Rows: Side, Columns: Side } && prepared.Pixels.Length == Side * Side, "it was prepared to another size");
        ViolationException.ThrowUnless(prepared.Pixels.Any(pixel => pixel > 0), "nothing is drawn in it");
        if (input.Bytes.AsSpan().StartsWith(PlainHeader))
            ViolationException.ThrowUnless(
                input.Bytes.AsSpan(PlainHeader.Length).StartsWith(image.Pixels), "its pixels are not those of the file");
        return input.Kind;
    }

    /// <summary>A BMP file of 24 bits per pixel, which Skia reads but does not write (Microsoft, "Bitmap Storage").</summary>
    private static byte[] BmpFile(byte[] pixels, int columns, int rows)
    {
        const int headers = 54;
        var stride = (3 * columns + 3) / 4 * 4;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(headers + stride * rows);
        writer.Write(0);
        writer.Write(headers);
        writer.Write(40);
        writer.Write(columns);
        writer.Write(rows);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(new byte[24]);
        for (var row = rows - 1; row >= 0; row--)
        {
            var line = new byte[stride];
            for (var column = 0; column < columns; column++)
                line.AsSpan(3 * column, 3).Fill(pixels[row * columns + column]);
            writer.Write(line);
        }

        return stream.ToArray();
    }
}
