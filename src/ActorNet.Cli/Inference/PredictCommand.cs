using ActorNet.Cli.Models;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Inference;

/// <summary>`actornet predict`: what a model takes images for.</summary>
internal static class PredictCommand
{
    private const string Footer = """
        An image is one digit, light on dark or dark on light, of any size: PNG, JPEG, BMP, GIF, WebP or PGM. It is prepared
        as MNIST's images were: scaled to 20 of 28 pixels, and placed by its centre of mass. IDX files, plain or gzip, hold
        prepared images, of which one is named by its index: t10k-images-idx3-ubyte.gz:42.

        Examples:
          actornet predict runs/20261122-201530-3f9a seven.png
          actornet predict weights.safetensors t10k-images-idx3-ubyte.gz:0 --json

        Exit codes: 0 done, 2 wrong arguments, model or images.
        """;

    public static Command Create(CliContext context)
    {
        var model = new ModelOptions();
        var images = new Argument<string[]>("images")
        {
            HelpName = "IMAGE...",
            Description = "image files; FILE:INDEX for an image of an IDX file",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = OptionFactory.Flag("--json", "write one JSON object per image and line");
        IReadOnlyList<OptionGroup> groups = [new("Output", [json]), new("Model", model.All)];
        var command = new Command("predict", "Classifies images with a model.") { model.Model, images };
        command.SetAction(parsed =>
        {
            var source = model.Open(parsed, context);
            var size = SizeOf(source);
            // All are read before anything is printed: an error replaces half an answer.
            var prepared = parsed.GetRequiredValue(images).Select(name => PreparedImage.Read(name, size, context)).ToList();
            if (source.Note is { } note)
                context.Error.WriteLine(note);
            var network = source.Model.ToNetwork();
            foreach (var image in prepared)
            {
                var prediction = Prediction.Of(image, network, source.Model.Dataset?.ClassNames ?? []);
                if (parsed.GetValue(json))
                    context.Out.WriteLine(JsonFormat.Text(prediction));
                else
                    prediction.WriteText(image, context.Out);
            }

            return ExitCodes.Done;
        });
        return HelpText.Attach(command, "actornet predict RUN|FILE IMAGE... [options]", groups, Footer);
    }

    /// <summary>The size of the images that a model takes.</summary>
    /// <exception cref="InvalidInputException">It takes none.</exception>
    private static ImageSize SizeOf(ModelSource source)
    {
        var width = source.Model.Network.InputWidth;
        if (source.Model.Dataset is { } dataset)
            return dataset.ImageSize ?? throw InvalidInputException.Of(
                $"Model '{source.Name}'", $"was trained on data set '{dataset.Name}', which has no images");
        // Weights alone do not record the shape; images are mostly squares.
        var side = (int)Math.Round(Math.Sqrt(width));
        return side * side == width ? new ImageSize(side, side) : throw InvalidInputException.Of(
            $"Model '{source.Name}'", $"takes {width} features, which are not a square image");
    }
}
