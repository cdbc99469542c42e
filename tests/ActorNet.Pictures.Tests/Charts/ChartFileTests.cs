using System.Xml.Linq;
using ActorNet.Pictures.Charts;
using ActorNet.Pictures.Sheets;
using ActorNet.Testing;
using SkiaSharp;

namespace ActorNet.Pictures.Tests.Charts;

public sealed class ChartFileTests : IDisposable
{
    private static readonly LineChart Lines = new(
        "Title", "epoch", "loss per sample", [new ChartLine("first", [1, 2, 3], [3, 2, 1]), new ChartLine("second", [1, 2, 3], [1, 4, 2])]);

    private static readonly MatrixChart Matrix = new("Matrix", "predicted", "true", ["a", "b"], [[10, 2], [0, 7]]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FontFact]
    public void Lines_are_drawn_with_title_axes_and_legend()
    {
        ChartFile.Write(Lines, _folder["x.svg"]);
        var text = TextOf(_folder["x.svg"]);
        Assert.All(["Title", "epoch", "loss per sample", "first", "second"], expected => Assert.Contains(expected, text));
    }

    [FontFact]
    public void Matrix_shows_its_counts()
    {
        ChartFile.Write(Matrix, _folder["x.svg"]);
        var text = TextOf(_folder["x.svg"]);
        Assert.All(["Matrix", "predicted", "true", "a", "b", "10", "2", "7"], expected => Assert.Contains(expected, text));
    }

    [Fact]
    public void Svg_disables_image_smoothing()
    {
        ChartFile.Write(Matrix, _folder["x.svg"]);
        var elements = XDocument.Load(_folder["x.svg"]).Descendants().ToList();
        Assert.Equal(
            "image-rendering: pixelated", Assert.Single(elements, element => element.Name.LocalName == "image").Attribute("style")!.Value);
    }

    [FontFact]
    public void Svg_text_has_fallback_fonts()
    {
        ChartFile.Write(Matrix, _folder["x.svg"]);
        Assert.All(
            XDocument.Load(_folder["x.svg"]).Descendants().Where(element => element.Name.LocalName == "text"),
            element => Assert.EndsWith(", sans-serif", element.Attribute("font-family")!.Value, StringComparison.Ordinal));
    }

    [FontFact]
    public void Axis_that_starts_at_zero_has_no_negative_ticks()
    {
        var chart = new LineChart("Constant", "epoch", "rate", [new ChartLine("rate", [0, 1, 2], [3, 3, 3])]) { StartsAtZero = true };
        ChartFile.Write(chart, _folder["x.svg"]);
        var text = TextOf(_folder["x.svg"]);
        Assert.Contains("0", text);
        Assert.Contains("3", text);
        Assert.DoesNotContain(text, word => word.StartsWith('-') || word.StartsWith('\u2212'));
    }

    [FontFact]
    public void Logarithmic_axis_is_labelled()
    {
        ChartFile.Write(Lines with { IsLogarithmic = true }, _folder["x.svg"]);
        Assert.Contains("loss per sample (logarithmic)", TextOf(_folder["x.svg"]));
    }

    [FontFact]
    public void Lines_of_one_run_share_a_colour_and_a_single_one_is_in_the_legend()
    {
        ChartLine Line(string name, int colour, double opacity) => new(name, [1, 2], [1, 2]) { Colour = colour, Opacity = opacity };
        ChartFile.Write(Lines with { Lines = [Line("a", 0, 0.35), Line("b", 0, 1), Line("c", 1, 1)] }, _folder["three.svg"]);
        var strokes = XDocument.Load(_folder["three.svg"]).Descendants()
            .Where(element => element.Name.LocalName == "path" && element.Attribute("stroke-width")?.Value == "2")
            .Select(element => (Colour: element.Attribute("stroke")!.Value, Opacity: element.Attribute("stroke-opacity")?.Value ?? "1"))
                .Distinct().ToList();
        Assert.Equal(3, strokes.Count);
        Assert.Equal(2, strokes.Select(stroke => stroke.Colour).Distinct().Count());
        ChartFile.Write(Lines with { Lines = [Line("alone", 0, 1)] }, _folder["one.svg"]);
        Assert.Contains("alone", TextOf(_folder["one.svg"]));
    }

    [Fact]
    public void Equal_pictures_give_equal_files()
    {
        foreach (var name in new[] { "a.svg", "b.svg", "a.png", "b.png" })
            ChartFile.Write(Lines, _folder[name]);
        Assert.Equal(File.ReadAllText(_folder["a.svg"]), File.ReadAllText(_folder["b.svg"]));
        Assert.Equal(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["b.png"]));
    }

    [FontFact]
    public void Pictures_are_not_blank()
    {
        ChartFile.Write(Lines, _folder["lines.png"]);
        ChartFile.Write(Matrix, _folder["matrix.png"]);
        SheetFile.Write("Sheet", [SheetTile.OfSigned([1, -1, 0, 0.5f], 2, 2, "weights")], _folder["sheet.png"]);
        foreach (var name in new[] { "lines.png", "matrix.png", "sheet.png" })
        {
            using var bitmap = SKBitmap.Decode(_folder[name]);
            Assert.True(bitmap.Pixels.Distinct().Count() > 10, $"{name} is empty");
        }
    }

    [Fact]
    public void Signed_numbers_are_red_and_blue_around_white()
    {
        var tile = SheetTile.OfSigned([2, -2, 0, 1], 2, 2, "x");
        Assert.Equal([0xFFFF0000, 0xFF0000FF, 0xFFFFFFFF, 0xFFFF8080], tile.Colors);
        Assert.Equal([0xFFFFFFFF], SheetTile.OfSigned([0], 1, 1, "x").Colors);
    }

    [Fact]
    public void Other_extensions_are_rejected() => Assert.Throws<ArgumentException>(() => ChartFile.Write(Lines, _folder["x.gif"]));

    private static List<string> TextOf(string path) =>
        [.. XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
}
