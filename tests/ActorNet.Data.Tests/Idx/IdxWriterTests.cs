using ActorNet.Data.Idx;
using ActorNet.Learning.Samples;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Idx;

public class IdxWriterTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Written_images_read_back_unchanged(bool compress)
    {
        using var folder = new TemporaryFolder();
        // Every grey level, and non-square images.
        var pixels = Enumerable.Range(0, 300 * 6).Select(i => (byte)i).ToArray();
        var train = SampleSet.FromImages(pixels, 6, [.. Enumerable.Range(0, 300).Select(i => i % 10)], 10);
        var test = SampleSet.FromImages([.. pixels.Take(12)], 6, [9, 0], 10);

        var paths = IdxWriter.Write(new Dataset("d", "", train, test) { ImageSize = (2, 3) }, folder.Path, compress);

        Assert.Equal(4, Directory.GetFileSystemEntries(folder.Path).Length);
        Assert.All(paths, path => Assert.Equal(compress, path.EndsWith(".gz", StringComparison.Ordinal)));
        var images = IdxImages.Read(IdxFileSet.Find(folder.Path, out _)!);
        Assert.Equal([300, 2, 3], images.Arrays[0].Dimensions);
        Assert.Equal(pixels, images.Arrays[0].Values);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (byte)(i % 10)), images.Arrays[1].Values);
        Assert.Equal(pixels.Take(12), images.Arrays[2].Values);
        Assert.Equal([9, 0], images.Arrays[3].Values);
    }

    [Fact]
    public void Writing_a_table_as_images_is_rejected()
    {
        using var folder = new TemporaryFolder();
        var table = SampleSet.FromClasses([1f], 1, [0], 1);
        Assert.Throws<ArgumentException>(() => IdxWriter.Write(new Dataset("d", "", table, table), folder.Path, compress: false));
    }
}
