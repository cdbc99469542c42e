using ActorNet.Data.Csv;
using ActorNet.Data.Mnist;
using ActorNet.Data.Tests.Mnist;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Testing;

namespace ActorNet.Data.Tests;

public sealed class DatasetLoaderTests : IDisposable
{
    private static readonly Dataset GeneratedDigits = new("digits", "00", OneSample(), OneSample());

    private readonly DownloadFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Auto_falls_back_to_digits_with_a_notice()
    {
        var data = await LoadAsync("auto", _fixture.Mirrors.Add("a", _ => throw new HttpRequestException("No route to host")));

        Assert.Equal("digits", data.Name);
        Assert.Equal(
            $"The generated digits stand in for MNIST, which is not in '{_fixture.PathOf("cache")}' and cannot be downloaded; name the "
                + "data set mnist to see why.",
            data.Notice);
    }

    [Fact]
    public async Task Auto_falls_back_offline_without_requests()
    {
        var data = await LoadAsync("auto", offline: true, _fixture.Mirrors.AddGood("a", _fixture.Packed));
        Assert.Equal("digits", data.Name);
        Assert.Empty(_fixture.Mirrors.Requests);
    }

    [Fact]
    public async Task Mnist_does_not_fall_back()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => LoadAsync("mnist", _fixture.Mirrors.Add("a", _ => throw new HttpRequestException("No route to host"))));
        Assert.StartsWith("MNIST is not here (looked for", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_fixture.PathOf("cache")}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("mnist")]
    public async Task Missing_data_folder_of_the_environment_is_an_error_not_a_fallback(string request)
    {
        var (missing, mirror) = (_fixture.PathOf("mistyped"), _fixture.Mirrors.AddGood("a", _fixture.Packed));
        var loader = new DatasetLoader(new MnistSource(_fixture.Download(mirror)), () => GeneratedDigits);
        var folders = new DataFolders(null, FromEnvironment: missing, _fixture.PathOf("cache"));
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => loader.LoadAsync(request, folders, new CsvOptions(), null, CancellationToken.None));
        Assert.StartsWith($"ACTORNET_DATA is '{missing}'; allowed is an existing folder", error.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Mirrors.Requests);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("mnist")]
    public async Task Wrong_MNIST_files_are_an_error_not_a_fallback(string request)
    {
        var mirror = _fixture.Mirrors.AddGood("a", _fixture.Packed);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => LoadAsync(request, mirror));
        Assert.Contains("is not MNIST's train-images-idx3-ubyte", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digits")]
    [InlineData("Digits")]
    public async Task Digits_are_generated_without_a_notice(string request)
    {
        var data = await LoadAsync(request);
        Assert.Same(GeneratedDigits, data);
        Assert.Null(data.Notice);
    }

    [Fact]
    public async Task Folder_is_loaded_as_IDX()
    {
        foreach (var (name, bytes) in _fixture.Packed)
            await File.WriteAllBytesAsync(_fixture.PathOf(name), bytes);
        Assert.Equal(Path.GetFileName(_fixture.Folder), (await LoadAsync(_fixture.Folder)).Name);
    }

    [Fact]
    public async Task File_is_loaded_as_CSV()
    {
        await File.WriteAllTextAsync(_fixture.PathOf("points.csv"), "x,y\n1,2\n2,4.5\n3,6\n4,8\n5,10\n");
        var data = await LoadAsync(_fixture.PathOf("points.csv"));
        Assert.Equal(("points.csv", 4, 1), (data.Name, data.Train.Count, data.Test.Count));
    }

    [Fact]
    public async Task Unknown_name_error_lists_allowed_names()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => LoadAsync("mnits"));
        Assert.Equal(
            "Data set 'mnits' does not exist: "
            + $"neither a folder nor a file is at '{Path.GetFullPath("mnits")}'; "
            + "allowed is auto, mnist, digits, a folder with four IDX files, or a CSV file; did you mean 'mnist'?", error.Message);
    }

    [MnistFact]
    public async Task Auto_loads_MNIST_if_available()
    {
        var loader = new DatasetLoader(new MnistSource(_fixture.Download()), () => GeneratedDigits);
        var data = await loader.LoadAsync("auto", MnistFactAttribute.Folders, new CsvOptions(), null, CancellationToken.None);
        Assert.Equal(("mnist", MnistSource.Sha256, null), (data.Name, data.Sha256, data.Notice));
    }

    private static SampleSet OneSample() => SampleSet.FromImages(new byte[4], 4, [0], 10);

    private Task<Dataset> LoadAsync(string request, params Uri[] mirrors) => LoadAsync(request, offline: false, mirrors);

    private Task<Dataset> LoadAsync(string request, bool offline, params Uri[] mirrors)
    {
        var folders = new DataFolders(null, null, _fixture.PathOf("cache"), offline);
        return new DatasetLoader(new MnistSource(_fixture.Download(mirrors)), () => GeneratedDigits)
            .LoadAsync(request, folders, new CsvOptions(), null, CancellationToken.None)
            .WaitAsync(DownloadFixture.Deadline);
    }
}
