using ActorNet.Pictures.Images;
using SkiaSharp;

namespace ActorNet.Pictures.Tests.Images;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Colours_become_their_luma()
    {
        using var bitmap = new SKBitmap(4, 1);
        bitmap.Pixels = [SKColors.Red, new SKColor(0, 255, 0), SKColors.Blue, SKColors.White];
        Assert.Equal([76, 150, 29, 255], Read(bitmap).Pixels);
    }

    [Fact]
    public void Transparent_paper_is_white_under_dark_ink_and_black_under_light_ink()
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
        // Two pixels, blue-green-red, in a row of 8 bytes: the whole format.
        byte[] file = [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 255, 255, 255, 0, 0];
        File.WriteAllBytes(_folder["x.bmp"], file);
        Assert.Equal([0, 255], ImageFile.Read(_folder["x.bmp"]).Pixels);
    }

    private GrayImage Read(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(_folder["x.png"], data.ToArray());
        return ImageFile.Read(_folder["x.png"]);
    }
}
