using System.Text;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Pictures.Images;
using SkiaSharp;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// Damaged images, read and prepared for a network. What is accepted must have as many pixels as it says; a graymap's must be those of the
/// file; and what is prepared must have the size that was asked for, with something drawn in it.
/// </summary>
internal sealed class ImagesTarget : FuzzTarget
{
    private const int Side = 28;

    private static readonly byte[][] Words = [.. new[] { "P2 ", "P5\n", "# no\n", "255", "65535", "0 ", "-1 ", "7000 7000 ", "IHDR", "IDAT", "IEND" }.Select(Encoding.ASCII.GetBytes)];

    private readonly Dictionary<string, byte[]> _files = [];

    /// <summary>After which the pixels follow as they are.</summary>
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

        _files["bmp"] = Bitmap(pixels, 12, 9);
    }

    /// <inheritdoc/>
    public override string Name => "images";

    /// <summary>A graymap has its pixels in the file; of other formats few bytes can stand for all the pixels that are accepted, on white, on black or turned, and as ink.</summary>
    public override long MaxBytes(FuzzInput input) =>
        64 * 1024 + (PgmReader.IsPgm(input.Bytes) ? 16L * input.Bytes.Length : 4L * ImageFile.MaxPixels);

    /// <inheritdoc/>
    public override FuzzInput Make(SeededRandom random)
    {
        var kind = _files.Keys.ElementAt(random.NextInt(_files.Count));
        return new FuzzInput(Mutation.Of(_files[kind], 60, Words, [.. _files.Values], random), kind);
    }

    /// <inheritdoc/>
    public override object Read(FuzzInput input)
    {
        var image = ImageFile.Read(input.Bytes, "mutant");
        return (image, DigitPreparation.Prepare(image, Side, Side, "mutant"));
    }

    /// <inheritdoc/>
    public override bool IsRefusal(Exception error) => error is InvalidInputException;

    /// <inheritdoc/>
    public override string? Judge(FuzzInput input, object accepted)
    {
        var (image, prepared) = ((GrayImage, GrayImage))accepted;
        ViolationException.ThrowUnless(image.Rows > 0 && image.Columns > 0 && image.Pixels.Length == image.Rows * image.Columns, "it has more or fewer pixels than it says");
        ViolationException.ThrowUnless(prepared is { Rows: Side, Columns: Side } && prepared.Pixels.Length == Side * Side, "it was prepared to another size");
        ViolationException.ThrowUnless(prepared.Pixels.Any(pixel => pixel > 0), "nothing is drawn in it");
        if (input.Bytes.AsSpan().StartsWith(PlainHeader))
            ViolationException.ThrowUnless(input.Bytes.AsSpan(PlainHeader.Length).StartsWith(image.Pixels), "its pixels are not those of the file");
        return input.Kind;
    }

    /// <summary>A BMP file of 24 bits per pixel, which Skia reads and does not write (Microsoft, "Bitmap Storage").</summary>
    private static byte[] Bitmap(byte[] pixels, int columns, int rows)
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
