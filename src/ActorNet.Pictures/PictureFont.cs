using SkiaSharp;

namespace ActorNet.Pictures;

/// <summary>The font of all pictures: one without serifs, of those that this machine has.</summary>
internal static class PictureFont
{
    private static readonly string[] Preferred =
        ["Open Sans", "Segoe UI", "Arial", "Helvetica Neue", "Helvetica", "Noto Sans", "Liberation Sans", "DejaVu Sans"];

    private static readonly string? Found = Find();

    /// <summary>Whether there is any font: without one, pictures have no text.</summary>
    public static bool Exists => Found is not null;

    /// <summary>Its name; that of the usual one where there is none.</summary>
    internal static string Name => Found ?? Preferred[0];

    private static string? Find()
    {
        // Where there is no font, Skia has one without a name and without letters.
        var families = SKFontManager.Default.FontFamilies.Where(name => name.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Array.Find(Preferred, families.Contains) ?? families.FirstOrDefault();
    }
}
