using SkiaSharp;

namespace ActorNet.Pictures;

/// <summary>The font of all pictures: a sans-serif font that is installed on this machine.</summary>
internal static class PictureFont
{
    private static readonly string[] Preferred =
        ["Open Sans", "Segoe UI", "Arial", "Helvetica Neue", "Helvetica", "Noto Sans", "Liberation Sans", "DejaVu Sans"];

    private static readonly string? Found = Find();

    /// <summary>Whether any font is installed; without one, pictures have no text.</summary>
    public static bool Exists => Found is not null;

    /// <summary>The font's name; the preferred one if no font is installed.</summary>
    internal static string Name => Found ?? Preferred[0];

    private static string? Find()
    {
        // Without installed fonts, Skia lists one with no name and no glyphs.
        var families = SKFontManager.Default.FontFamilies.Where(name => name.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Array.Find(Preferred, families.Contains) ?? families.FirstOrDefault();
    }
}
