using System.Globalization;
using ActorNet.Data.Idx;
using ActorNet.Models.Datasets;
using ActorNet.Pictures.Images;

namespace ActorNet.Cli.Inference;

/// <summary>An image as a network takes it.</summary>
internal sealed record PreparedImage(string Name, GrayImage Image)
{
    /// <summary>Reads FILE, and prepares the image, or FILE:INDEX, an image of an IDX file, which is prepared already.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is of no use.</exception>
    public static PreparedImage Read(string name, ImageSize size, CliContext context)
    {
        var path = context.FullPath(name);
        if (!File.Exists(path) && name.LastIndexOf(':') is > 0 and var colon)
        {
            var (file, number) = (name[..colon], name[(colon + 1)..]);
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                return new PreparedImage(name, OfIdx(file, index, size, context));
            if (IsIdx(file))
                throw new InvalidInputException("Index", number, $"the index of an image in '{file}', a whole number from 0");
        }

        if (IsIdx(name))
            throw InvalidInputException.Of(
                $"'{name}'", "is an IDX file with many images", advice: $"name one by its index, from 0: {name}:0");
        return new PreparedImage(name, DigitPreparation.Prepare(ImageFile.Read(path), size.Rows, size.Columns, name));
    }

    private static GrayImage OfIdx(string file, int index, ImageSize size, CliContext context)
    {
        var images = IdxReader.ReadImages(context.FullPath(file));
        if (index >= images.Count)
            throw new InvalidInputException("Index", index, $"a whole number from 0 to {images.Count - 1}, the images of '{file}'");
        if (images.Dimensions[1] != size.Rows || images.Dimensions[2] != size.Columns)
            throw InvalidInputException.Of(
                $"'{file}'", $"has images of {images.Dimensions[1]} x {images.Dimensions[2]} pixels",
                rule: $"the model takes {size.Rows} x {size.Columns}");
        var length = size.Rows * size.Columns;
        return new GrayImage(size.Rows, size.Columns, images.Values.AsSpan(index * length, length).ToArray());
    }

    private static bool IsIdx(string path) =>
        path.EndsWith("-ubyte", StringComparison.OrdinalIgnoreCase) || path.EndsWith("-ubyte.gz", StringComparison.OrdinalIgnoreCase);
}
