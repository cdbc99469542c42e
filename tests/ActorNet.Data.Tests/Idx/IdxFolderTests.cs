using System.Security.Cryptography;
using ActorNet.Data.Idx;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Idx;

public sealed class IdxFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_of_four_files_is_a_data_set_named_after_it()
    {
        string[] names = ["train-images-idx3-ubyte", "train-labels.idx1-ubyte.gz", "t10k-images.idx3-ubyte", "t10k-labels-idx1-ubyte.gz"];
        var content = WriteAll("fashion", names);

        var data = IdxImages.LoadFolder(Path.Combine(_folder.Path, "fashion") + Path.DirectorySeparatorChar);

        Assert.Equal("fashion", data.Name);
        Assert.Equal((20, 5), (data.Train.Count, data.Test.Count));
        Assert.Equal((3, 4), data.ImageSize);
        Assert.Equal((12, 10, true), (data.Train.FeatureCount, data.Train.OutputCount, data.Train.IsClassification));
        Assert.Equal(9, data.Train.LabelOf(19));
        var pixels = new float[12];
        data.Test.CopyFeatures(1, pixels);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3], pixels.Select(x => x * 255f));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), data.Sha256);
    }

    [Fact]
    public void Missing_files_are_listed()
    {
        _folder.Write("train-images-idx3-ubyte", "");
        _folder.Write("t10k-images-idx3-ubyte.gz", "");
        var error = Assert.Throws<InvalidInputException>(() => IdxImages.LoadFolder(_folder.Path));
        Assert.StartsWith(
            $"Data folder '{_folder.Path}' lacks train-labels-idx1-ubyte, t10k-labels-idx1-ubyte (each plain",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_folder_is_reported()
    {
        var path = Path.Combine(_folder.Path, "nowhere");
        Assert.Equal($"Data folder '{path}' does not exist; give an existing folder.", Assert.Throws<InvalidInputException>(
            () => IdxImages.LoadFolder(path)).Message);
    }

    [Fact]
    public void Label_above_nine_is_reported_with_its_sample()
    {
        WriteAll("", IdxFileSet.StandardNames);
        var path = _folder.Write("t10k-labels-idx1-ubyte", IdxBytes.Of([5], [0, 9, 10, 0, 0]));
        AssertError($"'{path}' has the label 10 for sample 2; allowed is 0 to 9.");
    }

    [Fact]
    public void Different_numbers_of_images_and_labels_are_rejected()
    {
        WriteAll("", IdxFileSet.StandardNames);
        var path = _folder.Write("train-labels-idx1-ubyte", IdxBytes.Of(19));
        AssertError($"'{path}' has 19 labels and '{_folder.Path}/train-images-idx3-ubyte' has 20 images; each image needs one label.");
    }

    [Fact]
    public void Test_images_of_another_size_are_rejected()
    {
        WriteAll("", IdxFileSet.StandardNames);
        var path = _folder.Write("t10k-images-idx3-ubyte", IdxBytes.Of(5, 4, 3));
        AssertError($"'{path}' has images of 4 x 3 pixels and '{_folder.Path}/train-images-idx3-ubyte' of 3 x 4; they must be equal.");
    }

    private void AssertError(string message) =>
        Assert.Equal(message, Assert.Throws<InvalidInputException>(() => IdxImages.LoadFolder(_folder.Path)).Message.Replace('\\', '/'));

    /// <summary>Writes 20 training and 5 test images of 3 x 4 with the given names; returns the concatenated uncompressed bytes.</summary>
    private byte[] WriteAll(string subfolder, IReadOnlyList<string> names)
    {
        byte[][] files = [IdxBytes.Of(20, 3, 4), IdxBytes.Of(20), IdxBytes.Of(5, 3, 4), IdxBytes.Of(5)];
        foreach (var (name, file) in names.Zip(files))
            _folder.Write(Path.Combine(subfolder, name), name.EndsWith(".gz", StringComparison.Ordinal) ? IdxBytes.Gzip(file) : file);
        return [.. files.SelectMany(file => file)];
    }
}
