using ActorNet.Pictures.Images;
using ActorNet.Testing;
using SkiaSharp;

namespace ActorNet.Pictures.Tests.Images;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Colours_are_converted_to_luma()
    {
        using var bitmap = new SKBitmap(4, 1);
        bitmap.Pixels = [SKColors.Red, new SKColor(0, 255, 0), SKColors.Blue, SKColors.White];
        Assert.Equal([76, 150, 29, 255], Read(bitmap).Pixels);
    }

    [Fact]
    public void Transparent_background_is_white_under_dark_ink_and_black_under_light_ink()
    {
        using var dark = new SKBitmap(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        dark.SetPixel(0, 0, SKColors.Black);
        dark.SetPixel(1, 0, SKColors.Transparent);
        using var light = new SKBitmap(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        light.SetPixel(0, 0, SKColors.White);
        light.SetPixel(1, 0, SKColors.Transparent);
        Assert.Equal([0, 255], Read(dark).Pixels);
        Assert.Equal([255, 0], Read(light).Pixels);
    }

    [Fact]
    public void Bitmap_files_are_read()
    {
        // Two BGR pixels in a padded row of 8 bytes.
        byte[] file = [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 255, 255, 255, 0, 0];
        File.WriteAllBytes(_folder["x.bmp"], file);
        Assert.Equal([0, 255], ImageFile.Read(_folder["x.bmp"]).Pixels);
    }

    [Theory]
    [InlineData(1, new byte[] { 0, 1, 2, 3, 4, 5 }, 3)]
    [InlineData(3, new byte[] { 5, 4, 3, 2, 1, 0 }, 3)]
    [InlineData(6, new byte[] { 3, 0, 4, 1, 5, 2 }, 2)]
    [InlineData(8, new byte[] { 2, 5, 1, 4, 0, 3 }, 2)]
    public void Exif_orientation_is_applied(int orientation, byte[] expected, int columns)
    {
        // Two rows of three blocks, large enough to survive JPEG compression.
        const int side = 16;
        using var bitmap = new SKBitmap(3 * side, 2 * side);
        for (var i = 0; i < 6; i++)
            for (var pixel = 0; pixel < side * side; pixel++)
                bitmap.SetPixel(
                    i % 3 * side + pixel % side, i / 3 * side + pixel / side, new SKColor((byte)(50 * i), (byte)(50 * i), (byte)(50 * i)));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        byte[] bytes = jpeg.ToArray();
        // After the first marker, APP1: "Exif", a big-endian TIFF header, and one entry: tag 0x112 (orientation), a short.
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif"u8, 0, 0, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
            0, 0, 0, 0,
        ];
        File.WriteAllBytes(_folder["x.jpg"], [.. bytes[..2], .. exif, .. bytes[2..]]);

        var image = ImageFile.Read(_folder["x.jpg"]);

        Assert.Equal((6 / columns * side, columns * side), (image.Rows, image.Columns));
        Assert.Equal(
            expected, from row in Enumerable.Range(0, 6 / columns) from column in Enumerable.Range(0, columns)
                      select (byte)Math.Round(image[row * side + side / 2, column * side + side / 2] / 50.0));
    }

    private GrayImage Read(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder["x.png"], data.ToArray());
        return ImageFile.Read(_folder["x.png"]);
    }
}
