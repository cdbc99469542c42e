using ActorNet.Data.Idx;
using ActorNet.Data.Mnist;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Mnist;

public sealed class MnistSourceTests : IDisposable
{
    private readonly DownloadFixture _fixture = new();

    private DataFolders Folders => new(_fixture.PathOf("explicit"), _fixture.PathOf("environment"), _fixture.PathOf("cache"));

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("mnist")]
    [InlineData("MNIST/raw")]
    [InlineData("")]
    public void Files_are_found_in_the_folder_and_its_subfolders(string subfolder)
    {
        var folder = Path.Combine(_fixture.PathOf("cache"), subfolder);
        WriteAll(folder);
        Assert.Equal(Path.Combine(folder, "train-images-idx3-ubyte.gz"), MnistSource.Find(Folders)?.TrainImages);
    }

    [Fact]
    public void First_folder_with_all_four_files_is_used()
    {
        WriteAll(_fixture.PathOf("explicit"));
        File.Delete(_fixture.PathOf("explicit/t10k-labels-idx1-ubyte.gz"));
        WriteAll(_fixture.PathOf("environment"));
        WriteAll(_fixture.PathOf("cache"));
        Assert.StartsWith(_fixture.PathOf("environment"), MnistSource.Find(Folders)?.TestLabels, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_returns_null_without_files() => Assert.Null(MnistSource.Find(Folders));

    [Fact]
    public void Files_that_are_not_MNIST_are_reported_with_both_hashes()
    {
        WriteAll(_fixture.PathOf("explicit"));
        var files = MnistSource.Find(Folders)!;
        var error = Assert.Throws<InvalidInputException>(() => MnistSource.Load(files));
        Assert.StartsWith(
            $"'{files.TrainImages}' is not MNIST's train-images-idx3-ubyte: its uncompressed SHA-256 is {_fixture.Files[0].Sha256}; "
            + $"it must be {MnistFile.Standard[0].Sha256};", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Downloads_go_to_the_first_folder()
    {
        var source = new MnistSource(_fixture.Download(_fixture.Mirrors.AddGood("a", _fixture.Packed)));
        var files = await source
            .FetchAsync(Folders, DownloadTimeouts.Patient, null, CancellationToken.None).WaitAsync(DownloadFixture.Deadline);

        Assert.Equal(_fixture.PathOf("explicit/mnist/t10k-labels-idx1-ubyte.gz"), files.TestLabels);
        Assert.Equal(files, MnistSource.Find(Folders));
        Assert.Equal(20, IdxImages.Read(files).Arrays[0].Count);
    }

    [Fact]
    public async Task Offline_makes_no_requests()
    {
        var source = new MnistSource(_fixture.Download(_fixture.Mirrors.AddGood("a", _fixture.Packed)));
        await Assert.ThrowsAsync<DownloadFailedException>(
            () => source.FetchAsync(Folders with { Offline = true }, DownloadTimeouts.Patient, null, CancellationToken.None));
        Assert.Empty(_fixture.Mirrors.Requests);
    }

    [Fact]
    public void Mirror_addresses_end_in_a_slash() =>
        Assert.All(MnistSource.Mirrors, mirror => Assert.EndsWith("/", mirror.AbsoluteUri, StringComparison.Ordinal));

    [MnistFact]
    public void MNIST_is_read_and_verified()
    {
        var data = MnistSource.Load(MnistFactAttribute.Files!);

        Assert.Equal(("mnist", MnistSource.Sha256), (data.Name, data.Sha256));
        Assert.Equal((60_000, 10_000, 784), (data.Train.Count, data.Test.Count, data.Train.FeatureCount));
        Assert.Equal((28, 28), data.ImageSize);
        Assert.Equal([5, 0, 4, 1, 9], Enumerable.Range(0, 5).Select(data.Train.LabelOf));
        Assert.Equal([7, 2, 1, 0, 4], Enumerable.Range(0, 5).Select(data.Test.LabelOf));
    }

    private void WriteAll(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in _fixture.Packed)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }
}
