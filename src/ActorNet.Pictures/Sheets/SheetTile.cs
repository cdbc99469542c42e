using ActorNet.Pictures.Images;
using SkiaSharp;

namespace ActorNet.Pictures.Sheets;

/// <param name="Rows">The height in pixels.</param>
/// <param name="Columns">The width in pixels.</param>
/// <param name="Colors">The pixels [Rows, Columns], as 0xAARRGGBB.</param>
/// <param name="Caption">The text below the picture.</param>
internal sealed record SheetTile(int Rows, int Columns, IReadOnlyList<uint> Colors, string Caption)
{
    public static SheetTile Of(GrayImage image, string caption) =>
        new(image.Rows, image.Columns, [.. image.Pixels.Select(pixel => (uint)new SKColor(pixel, pixel, pixel))], caption);

    /// <summary>
    /// Maps numbers [rows, columns] to colours: 0 is white, negative blue, positive red; the largest magnitude is fully saturated.
    /// </summary>
    public static SheetTile OfSigned(ReadOnlySpan<float> values, int rows, int columns, string caption)
    {
        var max = 0f;
        foreach (var value in values)
            max = Math.Max(max, Math.Abs(value));
        var colors = new uint[values.Length];
        for (var i = 0; i < colors.Length; i++)
        {
            var share = max > 0 ? values[i] / max : 0;
            var fade = (byte)Math.Round(byte.MaxValue * (1 - Math.Abs(share)));
            colors[i] = (uint)(share >= 0 ? new SKColor(byte.MaxValue, fade, fade) : new SKColor(fade, fade, byte.MaxValue));
        }

        return new SheetTile(rows, columns, colors, caption);
    }
}
