using System.Globalization;
using System.Text;
using ActorNet.Pictures.Images;

namespace ActorNet.Cli.Inference;

/// <summary>A prediction as text: the image as the network sees it, and a bar for each output.</summary>
internal static class PredictionText
{
    private const string Shades = " .:-=+*#%@";
    private const int BarWidth = 40;

    public static void Write(Prediction prediction, PreparedImage image, TextWriter output)
    {
        output.WriteLine($"{prediction.Image}: {prediction.Predicted}");
        output.WriteLine();
        foreach (var line in Draw(image.Image))
            output.WriteLine(line.TrimEnd());
        output.WriteLine();
        var width = prediction.Outputs.Max(each => each.Class.Length);
        var greatest = Math.Max(1, prediction.Outputs.Max(each => each.Activation));
        foreach (var (name, activation) in prediction.Outputs)
        {
            var bar = new string('█', (int)Math.Round(BarWidth * Math.Max(0, activation) / greatest));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name.PadLeft(width)}  {activation,8:F5}  {bar}").TrimEnd());
        }

        output.WriteLine();
    }

    /// <summary>Two rows of pixels to a line, since letters are twice as high as wide: the mean of both as a shade.</summary>
    private static IEnumerable<string> Draw(GrayImage image)
    {
        for (var row = 0; row < image.Rows; row += 2)
        {
            var line = new StringBuilder("  ");
            for (var column = 0; column < image.Columns; column++)
            {
                var below = row + 1 < image.Rows ? image[row + 1, column] : 0;
                line.Append(Shades[(image[row, column] + below) * (Shades.Length - 1) / (2 * byte.MaxValue)]);
            }

            yield return line.ToString();
        }
    }
}
