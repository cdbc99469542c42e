using ActorNet.Learning;
using SkiaSharp;

namespace ActorNet.Pictures.Images;

/// <summary>
/// Reads images: PNG, JPEG, BMP, GIF and WebP, decoded by Skia, and PGM. Colours are converted to luma, 0.299 R + 0.587 G +
/// 0.114 B (ITU-R BT.601). Transparent pixels get a white background, or a black one if the image would be blank on white.
/// </summary>
internal static class ImageFile
{
    /// <summary>The maximum number of pixels: a photograph of 50 megapixels, which needs half a gigabyte.</summary>
    public const int MaxPixels = 50_000_000;

    /// <summary>The maximum file size.</summary>
    private const long MaxBytes = 256L << 20;

    private const int MinValueRange = 8;

    /// <exception cref="InvalidInputException">The file is missing, damaged or of another format, or has too many pixels.</exception>
    public static GrayImage Read(string path) => Read(ReadBytes(path), path);

    /// <exception cref="InvalidInputException">The content is damaged or of another format, or has too many pixels.</exception>
    internal static GrayImage Read(byte[] bytes, string path) =>
        PgmReader.IsPgm(bytes) ? PgmReader.Read(bytes, path) : Decode(bytes, path);

    /// <summary>Rejects an image with too many pixels, before its size determines an allocation.</summary>
    internal static void CheckSize(long columns, long rows, string path)
    {
        if (columns * rows > MaxPixels)
            throw InvalidInputException.Of(
                $"Image '{path}'", $"has {columns} x {rows} pixels", $"at most {MaxPixels / 1_000_000} million are allowed",
                "make it smaller");
    }

    private static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
            throw InvalidInputException.Of($"'{path}'", "is a folder", advice: "give an image file");
        try
        {
            using var stream = File.OpenRead(path);
            if (!stream.CanSeek)
                throw InvalidInputException.Of($"'{path}'", "is a pipe or a device", advice: "give a file");
            if (stream.Length == 0)
                throw InvalidInputException.Of($"Image '{path}'", "is empty", advice: "give an image file");
            if (stream.Length > MaxBytes)
                throw InvalidInputException.Of($"Image '{path}'", $"has {stream.Length} bytes", $"at most {MaxBytes} are allowed");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw InvalidInputException.Of($"Image '{path}'", "does not exist", advice: "give an existing file", cause: fault);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw InvalidInputException.Of($"Image '{path}'", $"cannot be read: {fault}", cause: fault);
        }
    }

    private static GrayImage Decode(byte[] bytes, string path)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data)
            ?? throw InvalidInputException.Of(
                $"File '{path}'", "is not a readable image",
                "allowed is PNG, JPEG, BMP, GIF, WebP, PGM, or IDX with the image's index, FILE:INDEX");
        CheckSize(codec.Info.Width, codec.Info.Height, path);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) is var result and not SKCodecResult.Success)
            throw InvalidInputException.Of(
                $"Image '{path}'", $"is damaged: it {(result == SKCodecResult.IncompleteInput ? "ends too early" : "cannot be decoded")}");
        return ApplyOrientation(ToGray(bitmap.GetPixelSpan(), info.Height, info.Width), codec.EncodedOrigin);
    }

    /// <summary>Rotates or mirrors the image upright: cameras store raw pixels and an orientation (EXIF).</summary>
    private static GrayImage ApplyOrientation(GrayImage image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or 0)
            return image;
        var (bottom, right) = (image.Rows - 1, image.Columns - 1);
        var isTransposed = origin >= SKEncodedOrigin.LeftTop;
        var (rows, columns) = isTransposed ? (image.Columns, image.Rows) : (image.Rows, image.Columns);
        var pixels = new byte[image.Pixels.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                pixels[row * columns + column] = origin switch
                {
                    SKEncodedOrigin.TopRight => image[row, right - column],
                    SKEncodedOrigin.BottomRight => image[bottom - row, right - column],
                    SKEncodedOrigin.BottomLeft => image[bottom - row, column],
                    SKEncodedOrigin.LeftTop => image[column, row],
                    SKEncodedOrigin.RightTop => image[bottom - column, row],
                    SKEncodedOrigin.RightBottom => image[bottom - column, right - row],
                    _ => image[column, right - row],
                };
            }
        }

        return new GrayImage(rows, columns, pixels);
    }

    private static GrayImage ToGray(ReadOnlySpan<byte> rgba, int rows, int columns)
    {
        var onWhite = Flatten(rgba, rows, columns, byte.MaxValue);
        return IsBlank(onWhite) ? Flatten(rgba, rows, columns, 0) : onWhite;
    }

    private static GrayImage Flatten(ReadOnlySpan<byte> rgba, int rows, int columns, byte background)
    {
        var pixels = new byte[rows * columns];
        for (var i = 0; i < pixels.Length; i++)
        {
            var colour = rgba.Slice(4 * i, 4);
            var luma = (299 * colour[0] + 587 * colour[1] + 114 * colour[2] + 500) / 1000;
            pixels[i] = (byte)((luma * colour[3] + background * (byte.MaxValue - colour[3]) + 127) / byte.MaxValue);
        }

        return new GrayImage(rows, columns, pixels);
    }

    private static bool IsBlank(GrayImage image) => image.Pixels.Max() - image.Pixels.Min() < MinValueRange;
}
