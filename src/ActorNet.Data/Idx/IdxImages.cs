using System.Security.Cryptography;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Idx;

/// <summary>The four arrays of an image data set with ten classes, such as MNIST or Fashion-MNIST, checked against each other.</summary>
internal sealed class IdxImages
{
    public const int ClassCount = 10;

    private IdxImages(IdxArray trainImages, IdxArray trainLabels, IdxArray testImages, IdxArray testLabels)
    {
        Arrays = [trainImages, trainLabels, testImages, testLabels];
        Sha256 = HashOf(Arrays);
    }

    /// <summary>Training images, training labels, test images, test labels.</summary>
    public IReadOnlyList<IdxArray> Arrays { get; }

    /// <summary>
    /// SHA-256, lower-case hexadecimal, over the concatenated uncompressed files in the order of <see cref="Arrays"/>; the same
    /// for plain and gzip files.
    /// </summary>
    public string Sha256 { get; }

    /// <exception cref="InvalidInputException">A file is damaged, the numbers of images and labels differ, training and test images differ
    /// in size, or a label is not 0 to 9.</exception>
    public static IdxImages Read(IdxFileSet files)
    {
        var trainImages = IdxReader.ReadImages(files.TrainImages);
        var trainLabels = IdxReader.ReadLabels(files.TrainLabels);
        var testImages = IdxReader.ReadImages(files.TestImages);
        var testLabels = IdxReader.ReadLabels(files.TestLabels);
        CheckPair(trainImages, trainLabels);
        CheckPair(testImages, testLabels);
        if (!trainImages.Dimensions.Skip(1).SequenceEqual(testImages.Dimensions.Skip(1)))
            throw InvalidInputException.Of(
                $"'{testImages.Path}'", $"has images of {SizeOf(testImages)} pixels and '{trainImages.Path}' of {SizeOf(trainImages)}",
                "they must be equal");
        return new IdxImages(trainImages, trainLabels, testImages, testLabels);
    }

    /// <summary>
    /// Loads a folder of four IDX files with the standard names, such as Fashion-MNIST or the user's own. The data set is named after the
    /// folder and identified by <see cref="Sha256"/>.
    /// </summary>
    /// <exception cref="InvalidInputException">The folder or a file is missing, or a file is invalid.</exception>
    public static Dataset LoadFolder(string folder)
    {
        var path = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
            throw InvalidInputException.Of($"Data folder '{path}'", "does not exist", advice: "give an existing folder");
        var files = IdxFileSet.Find(folder, out var missing) ?? throw InvalidInputException.Of(
            $"Data folder '{path}'", $"lacks {string.Join(", ", missing)} (each plain or with .gz)",
            $"a data set is {string.Join(", ", IdxFileSet.StandardNames)}");
        return Read(files).ToDataset(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
    }

    /// <summary>Converts to a data set, which takes ownership of the pixels.</summary>
    public Dataset ToDataset(string name)
    {
        var size = Arrays[0].Dimensions;
        return new Dataset(name, Sha256, ToSamples(Arrays[0], Arrays[1]), ToSamples(Arrays[2], Arrays[3]))
        {
            ImageSize = (size[1], size[2]),
        };
    }

    private static SampleSet ToSamples(IdxArray images, IdxArray labels) =>
        SampleSet.FromImages(
            images.Values, images.Dimensions[1] * images.Dimensions[2], Array.ConvertAll(labels.Values, label => (int)label), ClassCount);

    private static void CheckPair(IdxArray images, IdxArray labels)
    {
        if (images.Count != labels.Count)
            throw InvalidInputException.Of(
                $"'{labels.Path}'", $"has {labels.Count} labels and '{images.Path}' has {images.Count} images",
                rule: "each image needs one label");

        var wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(ClassCount - 1));
        if (wrong >= 0)
            throw InvalidInputException.Of(
                $"'{labels.Path}'", $"has the label {labels.Values[wrong]} for sample {wrong}", $"allowed is 0 to {ClassCount - 1}");
    }

    private static string SizeOf(IdxArray images) => $"{images.Dimensions[1]} x {images.Dimensions[2]}";

    private static string HashOf(IReadOnlyList<IdxArray> arrays)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var array in arrays)
            array.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
