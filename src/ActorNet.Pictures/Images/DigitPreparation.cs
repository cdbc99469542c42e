using ActorNet.Learning;
using SkiaSharp;

namespace ActorNet.Pictures.Images;

/// <summary>
/// Converts an image of one digit to MNIST's format (LeCun, Cortes and Burges, "The MNIST database of handwritten digits"): light on dark,
/// the bounding box scaled to 20 of 28 pixels with its aspect ratio kept, and the centre of mass at the centre of the image.
/// </summary>
internal static class DigitPreparation
{
    /// <summary>The side of the digit's bounding box, as a fraction of the image's.</summary>
    private const double BoxShare = 20.0 / 28;

    /// <summary>The minimum side in pixels: smaller digits are not recognizable.</summary>
    private const int MinSide = 5;

    /// <summary>The minimum difference between ink and paper, in grey levels.</summary>
    private const int MinContrast = 24;

    /// <summary>Pixels below this fraction of the strongest ink count as paper: shadows and compression noise.</summary>
    private const double InkThreshold = 0.25;

    /// <returns>The prepared image; the same instance if it is already prepared: the right size, light on dark, with empty
    /// borders.</returns>
    /// <exception cref="InvalidInputException">The image is too small or blank.</exception>
    public static GrayImage Prepare(GrayImage image, int rows, int columns, string name)
    {
        if (Math.Min(image.Rows, image.Columns) < MinSide)
            throw InvalidInputException.Of(
                $"Image '{name}'", $"has {image.Columns} x {image.Rows} pixels", $"a digit needs {MinSide} x {MinSide} at least");
        var paper = MedianOfBorder(image);
        if (image.Rows == rows && image.Columns == columns && paper == 0 && Border(image).All(pixel => pixel == 0)
            && image.Pixels.Any(pixel => pixel >= MinContrast))
            return image;
        var ink = ExtractInk(image, paper, name);
        var box = BoundingBox(ink);
        var scaled = Scale(ink, box, (int)Math.Round(rows * BoxShare), (int)Math.Round(columns * BoxShare));
        return Place(scaled, rows, columns);
    }

    /// <summary>The difference of each pixel from the paper, scaled to a maximum of 255; below the threshold it is 0.</summary>
    private static GrayImage ExtractInk(GrayImage image, int paper, string name)
    {
        // Ink is either lighter or darker than the paper; differences in the other direction, such as reflections, are ignored.
        var (darkest, lightest) = (image.Pixels.Min(), image.Pixels.Max());
        var isLighter = lightest - paper > paper - darkest;
        var strongest = isLighter ? lightest - paper : paper - darkest;
        if (strongest < MinContrast)
            throw InvalidInputException.Of(
                $"Image '{name}'", $"shows nothing: its pixels differ from its border by {strongest} of 255 at most",
                advice: "give an image with more contrast");
        var ink = new byte[image.Pixels.Length];
        for (var i = 0; i < ink.Length; i++)
        {
            var distance = isLighter ? image.Pixels[i] - paper : paper - image.Pixels[i];
            if (distance >= InkThreshold * strongest)
                ink[i] = (byte)(distance * byte.MaxValue / strongest);
        }

        return new GrayImage(image.Rows, image.Columns, ink);
    }

    private static SKRectI BoundingBox(GrayImage ink)
    {
        var (left, top, right, bottom) = (ink.Columns, ink.Rows, 0, 0);
        for (var row = 0; row < ink.Rows; row++)
        {
            for (var column = 0; column < ink.Columns; column++)
            {
                if (ink[row, column] == 0)
                    continue;
                (left, right) = (Math.Min(left, column), Math.Max(right, column + 1));
                (top, bottom) = (Math.Min(top, row), Math.Max(bottom, row + 1));
            }
        }

        return new SKRectI(left, top, right, bottom);
    }

    /// <summary>
    /// Scales the content of a box to fit a smaller one, keeping the aspect ratio. It halves the size repeatedly and restores
    /// the contrast each time, because thin strokes would vanish otherwise.
    /// </summary>
    private static GrayImage Scale(GrayImage ink, SKRectI box, int rows, int columns)
    {
        var factor = Math.Min((double)rows / box.Height, (double)columns / box.Width);
        var (height, width) = (Math.Max(1, (int)Math.Round(box.Height * factor)), Math.Max(1, (int)Math.Round(box.Width * factor)));
        var scaled = Crop(ink, box);
        while (scaled.Rows >= 2 * height && scaled.Columns >= 2 * width)
            scaled = NormalizeContrast(Resize(scaled, scaled.Rows / 2, scaled.Columns / 2));
        return NormalizeContrast(Resize(scaled, height, width));
    }

    private static GrayImage Crop(GrayImage image, SKRectI box)
    {
        var pixels = new byte[box.Width * box.Height];
        for (var row = 0; row < box.Height; row++)
            image.Pixels.AsSpan((box.Top + row) * image.Columns + box.Left, box.Width).CopyTo(pixels.AsSpan(row * box.Width));
        return new GrayImage(box.Height, box.Width, pixels);
    }

    private static GrayImage Resize(GrayImage image, int rows, int columns)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Columns, image.Rows, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var row = 0; row < image.Rows; row++)
            image.Pixels.AsSpan(row * image.Columns, image.Columns).CopyTo(bitmap.GetPixelSpan()[(row * bitmap.RowBytes)..]);
        using var resized = bitmap.Resize(
                new SKImageInfo(columns, rows, SKColorType.Gray8, SKAlphaType.Opaque),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear))
            ?? throw InvalidInputException.Of(
                $"An image of {image.Columns} x {image.Rows} pixels", "cannot be scaled", advice: "give a smaller image");
        var pixels = new byte[rows * columns];
        for (var row = 0; row < rows; row++)
            resized.GetPixelSpan().Slice(row * resized.RowBytes, columns).CopyTo(pixels.AsSpan(row * columns));
        return new GrayImage(rows, columns, pixels);
    }

    /// <summary>Scales the pixels to a maximum of 255.</summary>
    private static GrayImage NormalizeContrast(GrayImage ink)
    {
        var strongest = ink.Pixels.Max();
        return strongest is 0 or byte.MaxValue ? ink
            : ink with { Pixels = Array.ConvertAll(ink.Pixels, pixel => (byte)(pixel * byte.MaxValue / strongest)) };
    }

    /// <summary>Places an image in a larger one, with its centre of mass as close to the centre as it fits.</summary>
    private static GrayImage Place(GrayImage ink, int rows, int columns)
    {
        double mass = 0, down = 0, right = 0;
        for (var row = 0; row < ink.Rows; row++)
        {
            for (var column = 0; column < ink.Columns; column++)
            {
                mass += ink[row, column];
                down += ink[row, column] * (row + 0.5);
                right += ink[row, column] * (column + 0.5);
            }
        }

        var top = Math.Clamp((int)Math.Round(rows / 2.0 - down / mass), 0, rows - ink.Rows);
        var left = Math.Clamp((int)Math.Round(columns / 2.0 - right / mass), 0, columns - ink.Columns);
        var pixels = new byte[rows * columns];
        for (var row = 0; row < ink.Rows; row++)
            ink.Pixels.AsSpan(row * ink.Columns, ink.Columns).CopyTo(pixels.AsSpan((top + row) * columns + left));
        return new GrayImage(rows, columns, pixels);
    }

    private static int MedianOfBorder(GrayImage image)
    {
        byte[] border = [.. Border(image)];
        Array.Sort(border);
        return border[border.Length / 2];
    }

    private static IEnumerable<byte> Border(GrayImage image)
    {
        for (var column = 0; column < image.Columns; column++)
        {
            yield return image[0, column];
            yield return image[image.Rows - 1, column];
        }

        for (var row = 1; row < image.Rows - 1; row++)
        {
            yield return image[row, 0];
            yield return image[row, image.Columns - 1];
        }
    }
}
