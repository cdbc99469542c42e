using System.Text;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Pictures.Images;

namespace ActorNet.Cli.Inference;

/// <summary>
/// What `actornet predict` says of an image. Other programs read it: names and order stay, new facts are added at the end.
/// </summary>
internal sealed record Prediction(string Image, string Predicted, double Activation, IReadOnlyList<ClassOutput> Outputs)
{
    private const string Shades = " .:-=+*#%@";
    private const int BarWidth = 40;

    public static Prediction Of(PreparedImage image, Network network, IReadOnlyList<string> classNames)
    {
        var pixels = image.Image.Pixels;
        var outputs = new float[network.Spec.OutputWidth];
        network.Predict(SampleSet.FromImages(pixels, pixels.Length, [0], outputs.Length), (_, activations) => activations.CopyTo(outputs));
        if (outputs.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw InvalidInputException.Of($"The model's output for image '{image.Name}'", "is not finite: its weights are too large");
        var predicted = Evaluation.ArgMax(outputs);
        return new Prediction(
            image.Name, EvaluationReport.NameOf(classNames, predicted), outputs[predicted],
            [.. outputs.Select((activation, k) => new ClassOutput(EvaluationReport.NameOf(classNames, k), activation))]);
    }

    /// <summary>Writes the image as the network sees it, and a bar for each output.</summary>
    public void WriteText(PreparedImage image, TextWriter output)
    {
        output.WriteLine($"{Image}: {Predicted}");
        output.WriteLine();
        foreach (var line in Draw(image.Image))
            output.WriteLine(line.TrimEnd());
        output.WriteLine();
        var width = Outputs.Max(each => each.Class.Length);
        var greatest = Math.Max(1, Outputs.Max(each => each.Activation));
        foreach (var (name, activation) in Outputs)
        {
            var bar = new string('█', (int)Math.Round(BarWidth * Math.Max(0, activation) / greatest));
            output.WriteLine(Invariant($"  {name.PadLeft(width)}  {activation,8:F5}  {bar}").TrimEnd());
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

/// <summary>The activation of the output that stands for a class.</summary>
internal sealed record ClassOutput(string Class, double Activation);
