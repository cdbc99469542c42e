using ActorNet.Learning;
using ActorNet.Pictures.Images;

namespace ActorNet.Pictures.Tests.Images;

public class DigitPreparationTests
{
    public static TheoryData<int, int,
    bool> Pages => new() { { 28, 28, true }, { 100, 60, true }, { 60, 100, false }, { 500, 700, true }, { 9, 9, false } };

    [Theory]
    [MemberData(nameof(Pages))]
    public void Digit_fills_its_box_and_is_centred_by_mass(int rows, int columns, bool isDarkOnLight)
    {
        // A bar in a corner.
        var prepared = DigitPreparation.Prepare(
            Page(rows, columns, isDarkOnLight, row => row > rows / 10 && row < rows / 2, column =>
            column > columns / 10 && column < columns / 4), 28, 28, "x");

        Assert.Equal((28, 28), (prepared.Rows, prepared.Columns));
        var inked = Enumerable.Range(0, 784).Where(i => prepared.Pixels[i] > 0).ToList();
        var height = inked.Max(i => i / 28) - inked.Min(i => i / 28) + 1;
        var width = inked.Max(i => i % 28) - inked.Min(i => i % 28) + 1;
        Assert.Equal(20, Math.Max(height, width));
        double mass = prepared.Pixels.Sum(pixel => pixel);
        Assert.InRange(Enumerable.Range(0, 784).Sum(i => prepared.Pixels[i] * (i / 28 + 0.5)) / mass, 13.4, 14.6);
        Assert.InRange(Enumerable.Range(0, 784).Sum(i => prepared.Pixels[i] * (i % 28 + 0.5)) / mass, 13.4, 14.6);
        Assert.Equal(255, prepared.Pixels.Max());
        Assert.Equal(0, prepared.Pixels[0]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1000)]
    [InlineData(3000)]
    public void Thin_stroke_stays_visible(int side)
    {
        // A seven with strokes of one pixel.
        var image = new GrayImage(side, side, new byte[side * side]);
        var (near, far) = (side / 10, side * 9 / 10);
        for (var i = near; i < far; i++)
        {
            image.Pixels[near * side + i] = 255;
            image.Pixels[i * side + far - (i - near) / 2] = 255;
        }

        var prepared = DigitPreparation.Prepare(image, 28, 28, "x");

        Assert.Equal(255, prepared.Pixels.Max());
        Assert.InRange(prepared.Pixels.Count(pixel => pixel > 80), 30, 120);
    }

    [Fact]
    public void Aspect_ratio_is_kept()
    {
        var prepared = DigitPreparation.Prepare(
            Page(200, 200, true, row => row is >= 20 and < 180, column => column is >= 90 and < 110), 28, 28, "x");
        var columns = Enumerable.Range(0, 28).Count(column => Enumerable.Range(0, 28).Any(row => prepared[row, column] > 127));
        Assert.InRange(columns, 2, 3);
    }

    [Fact]
    public void Dark_on_light_and_light_on_dark_give_the_same_image()
    {
        GrayImage Draw(bool isDarkOnLight) => DigitPreparation.Prepare(
            Page(90, 90, isDarkOnLight, row => row is > 20 and < 70, column => column is > 40 and < 50), 28, 28, "x");
        Assert.Equal(Draw(true).Pixels, Draw(false).Pixels);
    }

    [Fact]
    public void Prepared_image_is_unchanged()
    {
        var image = Page(28, 28, false, row => row is > 6 and < 22, column => column is > 10 and < 14);
        Assert.Same(image, DigitPreparation.Prepare(image, 28, 28, "x"));
    }

    [Fact]
    public void Shadows_and_noise_are_ignored()
    {
        var clean = Page(90, 90, true, row => row is > 20 and < 70, column => column is > 40 and < 50);
        var random = new Random(3);
        var noisy = clean with { Pixels = [.. clean.Pixels.Select(pixel => (byte)Math.Clamp(pixel + random.Next(-15, 16), 0, 255))] };
        var (a, b) = (DigitPreparation.Prepare(clean, 28, 28, "x"), DigitPreparation.Prepare(noisy, 28, 28, "x"));
        Assert.InRange(a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Max(), 0, 60);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 300)]
    [InlineData(300, 4)]
    public void Too_small_image_is_reported(int rows, int columns) => Assert.Contains(
        "a digit needs 5 x 5 at least",
        Assert.Throws<InvalidInputException>(() => DigitPreparation.Prepare(
            Page(rows, columns, true, _ => true, column => column == 0), 28, 28, "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Blank_image_is_reported() => Assert.Contains(
        "shows nothing", Assert.Throws<InvalidInputException>(
            () => DigitPreparation.Prepare(Page(50, 50, true, _ => false, _ => false), 28, 28, "x")).Message, StringComparison.Ordinal);

    private static GrayImage Page(int rows, int columns, bool isDarkOnLight, Func<int, bool> inRow, Func<int, bool> inColumn) =>
        new(rows, columns,
        [.. Enumerable.Range(0, rows * columns)
            .Select(i => inRow(i / columns) && inColumn(i % columns) ? (byte)(isDarkOnLight ? 0 : 255) : (byte)(isDarkOnLight ? 255 : 0))]);
}
