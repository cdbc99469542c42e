using System.Text;
using SkiaSharp;

namespace ActorNet.Pictures.Sheets;

/// <summary>Draws a grid of small captioned pictures, row-major, to a PNG or SVG file, by the file extension.</summary>
internal static class SheetFile
{
    private const int TileSide = 96;
    private const int Gap = 16;
    private const int CaptionHeight = 20;
    private const int TitleHeight = 48;
    private const int TextSize = 14;
    private const int TitleSize = 18;
    private const int MaxColumns = 10;

    private static SKTypeface Typeface { get; } = SKTypeface.FromFamilyName(PictureFont.Name);

    /// <exception cref="ArgumentException">The file has another extension.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string title, IReadOnlyList<SheetTile> tiles, string path)
    {
        using var titleFont = new SKFont(Typeface, TitleSize);
        var columns = Math.Min(MaxColumns, (int)Math.Ceiling(Math.Sqrt(tiles.Count)));
        var rows = (tiles.Count + columns - 1) / columns;
        var width = Math.Max(Gap + columns * (TileSide + Gap), 2 * Gap + (int)Math.Ceiling(titleFont.MeasureText(title)));
        var height = TitleHeight + rows * (TileSide + CaptionHeight + Gap);
        PictureFile.Write(path, () => ToPng(width, height, Draw), () => ToSvg(width, height, Draw));

        void Draw(SKCanvas canvas)
        {
            using var font = new SKFont(Typeface, TextSize);
            using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
            canvas.Clear(SKColors.White);
            canvas.DrawText(title, Gap, TitleHeight - Gap, SKTextAlign.Left, titleFont, ink);
            for (var i = 0; i < tiles.Count; i++)
            {
                var left = Gap + i % columns * (TileSide + Gap);
                var top = TitleHeight + i / columns * (TileSide + CaptionHeight + Gap);
                DrawTile(canvas, tiles[i], left, top);
                canvas.DrawText(tiles[i].Caption, left + TileSide / 2f, top + TileSide + TextSize + 2, SKTextAlign.Center, font, ink);
            }
        }
    }

    private static void DrawTile(SKCanvas canvas, SheetTile tile, int left, int top)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(tile.Columns, tile.Rows, SKColorType.Bgra8888, SKAlphaType.Opaque));
        for (var i = 0; i < tile.Colors.Count; i++)
            bitmap.SetPixel(i % tile.Columns, i / tile.Columns, (SKColor)tile.Colors[i]);
        using var image = SKImage.FromBitmap(bitmap);
        var place = SKRect.Create(left, top, TileSide, TileSide).AspectFit(new SKSize(tile.Columns, tile.Rows));
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
        using var frame = new SKPaint { Color = SKColors.LightGray, IsStroke = true };
        canvas.DrawRect(place, frame);
    }

    private static byte[] ToPng(int width, int height, Action<SKCanvas> draw)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static string ToSvg(int width, int height, Action<SKCanvas> draw)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), stream))
            draw(canvas);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
