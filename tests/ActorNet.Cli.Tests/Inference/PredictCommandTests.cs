using System.Text.Json;
using ActorNet.Data.Idx;
using ActorNet.Learning.Networks;
using SkiaSharp;

namespace ActorNet.Cli.Tests.Inference;

public sealed class PredictCommandTests : LearnedRunTests
{
    [Fact]
    public async Task Drawn_digits_are_read_whatever_their_format_size_and_colours()
    {
        // Images of the test set, five times as large in a wider picture, dark on light.
        var (right, rightAsTheyAre) = (0, 0);
        var names = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var format = (i % 3) switch { 0 => SKEncodedImageFormat.Png, 1 => SKEncodedImageFormat.Jpeg, _ => SKEncodedImageFormat.Webp };
            names.Add(Draw($"{i}.image", i, format, isDarkOnLight: i % 2 == 0));
        }

        Assert.Equal(0, await _command.RunAsync(["predict", "learned", .. names, "--json"]));
        foreach (var (line, i) in _command.OutLines.Select((line, i) => (line, i)))
        {
            var prediction = JsonDocument.Parse(line).RootElement;
            Assert.Equal(names[i], prediction.GetProperty("image").GetString());
            right += prediction.GetProperty("predicted").GetString() == Label(i) ? 1 : 0;
            rightAsTheyAre += await PredictedAsync(i) == TrainedRun.Digits.Test.LabelOf(i) ? 1 : 0;
        }

        // Scaled and placed anew they are not quite what they were.
        Assert.InRange(right, rightAsTheyAre - 3, 40);
    }

    [Fact]
    public async Task Image_of_an_IDX_file_is_taken_as_it_is()
    {
        IdxWriter.Write(TrainedRun.Digits, Path.Combine(_command.Folder, "idx"), compress: true);
        Assert.Equal(0, await _command.RunAsync("predict", "learned", "idx/t10k-images-idx3-ubyte.gz:7", "--json"));

        var prediction = JsonDocument.Parse(_command.Out).RootElement;
        Assert.Equal(
            (await OutputsAsync(7)).Select(activation => (double)activation),
            prediction.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("activation").GetDouble()));
    }

    [Fact]
    public async Task Digit_and_bars_are_drawn()
    {
        var name = Draw("one.png", 3, SKEncodedImageFormat.Png, isDarkOnLight: true);
        Assert.Equal(0, await _command.RunAsync("predict", "learned", name));
        Assert.Matches("^one.png: [0-9]$", _command.OutLines[0]);
        Assert.Contains(_command.OutLines, line => line.Contains('@', StringComparison.Ordinal));
        Assert.Equal(10, _command.OutLines.Count(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^  \d  +[01]\.\d{5}")));
    }

    [Theory]
    [InlineData("absent.png", "Image '{0}/absent.png' does not exist; give an existing file.")]
    [InlineData("empty.png", "Image '{0}/empty.png' is empty; give an image file.")]
    [InlineData(
        "text.png", "File '{0}/text.png' is not a readable image; allowed is PNG, JPEG, BMP, GIF, WebP, PGM, or IDX with the image's "
            + "index, FILE:INDEX.")]
    [InlineData("pixel.png", "Image 'pixel.png' has 1 x 1 pixels; a digit needs 5 x 5 at least.")]
    [InlineData("blank.png",
        "Image 'blank.png' shows nothing: its pixels differ from its border by 0 of 255 at most; give an image with more contrast.")]
    [InlineData("huge.pgm", "Image '{0}/huge.pgm' has 20000 x 20000 pixels; at most 50 million are allowed; make it smaller.")]
    [InlineData("huge.png", "Image '{0}/huge.png' has 20000 x 20000 pixels; at most 50 million are allowed; make it smaller.")]
    [InlineData("cut.png", "Image '{0}/cut.png' is damaged: it ends too early.")]
    [InlineData("idx/t10k-images-idx3-ubyte",
        "'idx/t10k-images-idx3-ubyte' is an IDX file with many images; name one by its index, from 0: idx/t10k-images-idx3-ubyte:0.")]
    [InlineData("idx/t10k-images-idx3-ubyte:1000",
        "Index is 1000; allowed is a whole number from 0 to 999, the images of 'idx/t10k-images-idx3-ubyte'.")]
    [InlineData("idx/t10k-images-idx3-ubyte:-1",
        "Index is '-1'; allowed is the index of an image in 'idx/t10k-images-idx3-ubyte', a whole number from 0.")]
    [InlineData("idx/t10k-images-idx3-ubyte:99999999999", "Index is '99999999999'; allowed is the index of an image")]
    [InlineData("/x:/./././././././././.", "does not exist")]
    [InlineData("idx", "'{0}/idx' is a folder; give an image file.")]
    [InlineData("idx/none:3", "'{0}/idx/none' cannot be read")]
    public async Task Unusable_image_is_reported_with_exit_code_2(string name, string sentence)
    {
        IdxWriter.Write(TrainedRun.Digits, Path.Combine(_command.Folder, "idx"), compress: false);
        _command.Write("empty.png");
        _command.Write("text.png", "not an image");
        _command.Write("huge.pgm", "P5 20000 20000 255 ");
        Save("pixel.png", 1, 1);
        Save("blank.png", 50, 50);
        var png = File.ReadAllBytes(Path.Combine(_command.Folder, Draw("whole.png", 1, SKEncodedImageFormat.Png, true)));
        File.WriteAllBytes(Path.Combine(_command.Folder, "cut.png"), png[..(png.Length / 2)]);
        File.WriteAllBytes(Path.Combine(_command.Folder, "huge.png"), WithSize(png, 20000, 20000));

        Assert.Equal(2, await _command.RunAsync("predict", "learned", name));

        Assert.Contains(string.Format(
            System.Globalization.CultureInfo.InvariantCulture, sentence, _command.Folder), _command.Error, StringComparison.Ordinal);
        Assert.Single(_command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", _command.Out);
    }

    private static async Task<float[]> OutputsAsync(int sample)
    {
        var features = new float[784];
        TrainedRun.Digits.Test.CopyFeatures(sample, features);
        return new Network(TrainedRun.Spec.Network, await TrainedRun.ParametersAsync()).Predict(features);
    }

    private static async Task<int> PredictedAsync(int sample) => Evaluation.ArgMax(await OutputsAsync(sample));

    private static string Label(int sample) =>
        TrainedRun.Digits.Test.LabelOf(sample).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string Draw(string name, int sample, SKEncodedImageFormat format, bool isDarkOnLight)
    {
        const int scale = 5;
        const int margin = 60;
        using var bitmap = new SKBitmap(28 * scale + 2 * margin, 28 * scale + margin);
        using var canvas = new SKCanvas(bitmap);
        var background = (byte)(isDarkOnLight ? 240 : 20);
        canvas.Clear(new SKColor(background, background, background));
        var pixels = TrainedRun.Digits.Test.Pixels!.Value.Span.Slice(sample * 784, 784);
        for (var i = 0; i < 784; i++)
        {
            if (pixels[i] == 0)
                continue;
            var shade = (byte)(isDarkOnLight ? 240 - pixels[i] * 200 / 255 : 20 + pixels[i] * 220 / 255);
            using var paint = new SKPaint { Color = new SKColor(shade, shade, shade) };
            canvas.DrawRect(margin + i % 28 * scale, i / 28 * scale, scale, scale, paint);
        }

        using var data = bitmap.Encode(format, 90);
        File.WriteAllBytes(Path.Combine(_command.Folder, name), data.ToArray());
        return name;
    }

    private void Save(string name, int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.White);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 90);
        File.WriteAllBytes(Path.Combine(_command.Folder, name), data.ToArray());
    }

    /// <summary>A PNG file that claims another size, with the checksum made right.</summary>
    private static byte[] WithSize(byte[] png, int width, int height)
    {
        byte[] changed = [.. png];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(20), height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            changed.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(changed.AsSpan(12, 17)));
        return changed;
    }
}
