using ActorNet.Pictures.Images;
using SkiaSharp;

namespace ActorNet.Pictures.Sheets;

/// <summary>A small picture on a sheet.</summary>
/// <param name="Rows">Its height in pixels.</param>
/// <param name="Columns">Its width in pixels.</param>
/// <param name="Colors">The pixels [Rows, Columns], as 0xAARRGGBB.</param>
/// <param name="Caption">What stands below it.</param>
internal sealed record SheetTile(int Rows, int Columns, IReadOnlyList<uint> Colors, string Caption)
{
    /// <summary>A gray image.</summary>
    public static SheetTile Of(GrayImage image, string caption) =>
        new(image.Rows, image.Columns, [.. image.Pixels.Select(pixel => (uint)new SKColor(pixel, pixel, pixel))], caption);

    /// <summary>Numbers as colours: 0 is white, what is below blue, what is above red, the strongest of all at the greatest distance.</summary>
    /// <param name="values">The numbers [rows, columns].</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="caption">What stands below.</param>
    public static SheetTile OfSigned(ReadOnlySpan<float> values, int rows, int columns, string caption)
    {
        var greatest = 0f;
        foreach (var value in values)
            greatest = Math.Max(greatest, Math.Abs(value));
        var colors = new uint[values.Length];
        for (var i = 0; i < colors.Length; i++)
        {
            var share = greatest > 0 ? values[i] / greatest : 0;
            var fade = (byte)Math.Round(byte.MaxValue * (1 - Math.Abs(share)));
            colors[i] = (uint)(share >= 0 ? new SKColor(byte.MaxValue, fade, fade) : new SKColor(fade, fade, byte.MaxValue));
        }

        return new SheetTile(rows, columns, colors, caption);
    }
}
