using System.Net;
using ActorNet.Data.Mnist;
using ActorNet.Data.Tests.Idx;

namespace ActorNet.Data.Tests.Mnist;

public sealed class MnistDownloadTests : IDisposable
{
    private readonly DownloadFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task All_four_files_are_downloaded_and_reported()
    {
        await _fixture.FetchAsync(_fixture.Mirrors.AddGood("a", _fixture.Packed));

        _fixture.AssertComplete();
        Assert.Equal(_fixture.Packed.Keys.Select(name => $"a/{name}"), _fixture.Mirrors.Requests);
        Assert.Equal(4, _fixture.Reports.Count(report => report.Stage == DownloadStage.Kept));
        Assert.Equal(_fixture.FirstFile.Length, _fixture.Reports.First(report => report.Stage == DownloadStage.Receiving).BytesTotal);
    }

    [Fact]
    public async Task Existing_files_in_any_spelling_are_not_downloaded_again()
    {
        File.WriteAllText(_fixture.PathOf("train-images.idx3-ubyte"), "anything");
        File.WriteAllText(_fixture.PathOf("t10k-labels-idx1-ubyte.gz"), "anything");

        await _fixture.FetchAsync(_fixture.Mirrors.AddGood("a", _fixture.Packed));

        Assert.Equal(["a/train-labels-idx1-ubyte.gz", "a/t10k-images-idx3-ubyte.gz"], _fixture.Mirrors.Requests);
    }

    [Fact]
    public async Task Partial_file_is_resumed()
    {
        _fixture.WritePart(_fixture.FirstFile.AsSpan(0, 11));

        await _fixture.FetchAsync(_fixture.Mirrors.AddGood("a", _fixture.Packed));

        _fixture.AssertComplete();
        Assert.Equal($"a/{DownloadFixture.FirstName}@11", _fixture.Mirrors.Requests[0]);
        Assert.Equal(4, _fixture.Mirrors.Requests.Count);
    }

    [Fact]
    public async Task Mirror_that_ignores_ranges_sends_the_whole_file()
    {
        _fixture.WritePart("rubbish"u8);
        var mirror = _fixture.Mirrors.Add("a", request => FakeMirrors.Whole(_fixture.Packed[request.RequestUri!.Segments[^1]]));

        await _fixture.FetchAsync(mirror);

        _fixture.AssertComplete();
        Assert.Equal(4, _fixture.Mirrors.Requests.Count);
    }

    [Fact]
    public async Task Overlong_partial_file_is_downloaded_again()
    {
        _fixture.WritePart(new byte[_fixture.FirstFile.Length + 3]);
        await _fixture.FetchAsync(_fixture.Mirrors.AddGood("a", _fixture.Packed));
        _fixture.AssertComplete();
    }

    [Fact]
    public async Task Mismatched_partial_file_is_downloaded_again_from_the_same_mirror()
    {
        _fixture.WritePart("rubbish"u8);

        await _fixture.FetchAsync(_fixture.Mirrors.AddGood("a", _fixture.Packed));

        _fixture.AssertComplete();
        Assert.Equal([$"a/{DownloadFixture.FirstName}@7", $"a/{DownloadFixture.FirstName}"], _fixture.Mirrors.Requests.Take(2));
    }

    [Fact]
    public async Task Wrong_range_in_the_response_is_harmless()
    {
        _fixture.WritePart(_fixture.FirstFile.AsSpan(0, 11));
        var mirror = _fixture.Mirrors.Add("a", request =>
        {
            var response = FakeMirrors.Serve(request, _fixture.Packed);
            if (response.Content.Headers.ContentRange is { } range)
                response.Content.Headers.ContentRange = new(range.From!.Value - 1, range.To!.Value - 1);
            return response;
        });
        await _fixture.FetchAsync(mirror);
        _fixture.AssertComplete();
    }

    [Fact]
    public async Task Mirror_that_keeps_sending_wrong_parts_is_abandoned()
    {
        _fixture.WritePart("rubbish"u8);
        var mirror = _fixture.Mirrors.Add(
            "a", _ => new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new StringContent("more") });

        await Assert.ThrowsAsync<DownloadFailedException>(() => _fixture.FetchAsync(mirror));
        Assert.Equal(2, _fixture.Mirrors.Requests.Count);
    }

    public static TheoryData<string, byte[]> WrongFiles => new()
    {
        { "its file has SHA-256", IdxBytes.Gzip(IdxBytes.Of(20, 4, 3)) },
        { "its file has SHA-256", "<html>Please sign in</html>"u8.ToArray() },
        { "its gzip data are damaged", [0x1F, 0x8B, .. new byte[30]] },
        { "it is longer than 256 bytes", IdxBytes.Gzip(new byte[100_000]) },
        { "sent more than 1282 bytes", new byte[100_000] },
    };

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public async Task Mirror_with_a_wrong_file_is_skipped_and_tried_last_afterwards(string expected, byte[] content)
    {
        var bad = _fixture.Mirrors.Add("bad", _ => FakeMirrors.Whole(content));

        await _fixture.FetchAsync(bad, _fixture.Mirrors.AddGood("good", _fixture.Packed));

        _fixture.AssertComplete();
        var failure = Assert.Single(_fixture.Reports, report => report.Stage == DownloadStage.MirrorFailed);
        Assert.Equal(bad, failure.Mirror);
        Assert.Contains(expected, failure.Detail, StringComparison.Ordinal);
        Assert.Single(_fixture.Mirrors.Requests, request => request.StartsWith("bad/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Error_lists_the_failure_of_every_mirror()
    {
        var missing = _fixture.Mirrors.Add("missing", _ => new HttpResponseMessage(HttpStatusCode.NotFound));
        var refused = _fixture.Mirrors.Add("refused", _ => throw new HttpRequestException("Connection refused."));
        var too = _fixture.Mirrors.Add("too", _ => throw new HttpRequestException("Connection refused (too:80)"));

        var error = await Assert.ThrowsAsync<DownloadFailedException>(() => _fixture.FetchAsync(missing, refused, too));

        Assert.Equal(
            "no mirror sent train-images-idx3-ubyte.gz (missing: answered 404 NotFound; refused, too: Connection refused)", error.Message);
        Assert.Empty(Directory.GetFiles(_fixture.Folder, "*.part"));
    }

    [Fact]
    public async Task Concurrent_downloads_to_one_folder_download_each_file_once()
    {
        var mirror = _fixture.Mirrors.Add("a", async (request, _) =>
        {
            await Task.Yield();
            return FakeMirrors.Serve(request, _fixture.Packed);
        });

        var download = new MnistDownload(_fixture.Http, [mirror], _fixture.Files, TimeProvider.System);
        var fetches = Enumerable.Range(0, 6).Select(_ => Task.Run(
            () => download.FetchAsync(_fixture.Folder, DownloadTimeouts.Brief, null, CancellationToken.None)));
        await Task.WhenAll(fetches).WaitAsync(DownloadFixture.Deadline);

        _fixture.AssertComplete();
        Assert.Equal(4, _fixture.Mirrors.Requests.Count);
    }

    [Fact]
    public async Task Folder_that_cannot_be_created_is_reported()
    {
        var file = _fixture.PathOf("file");
        File.WriteAllText(file, "");
        var error = await Assert.ThrowsAsync<DownloadFailedException>(() => _fixture.Download().FetchAsync(
            Path.Combine(file, "folder"), DownloadTimeouts.Brief, null, CancellationToken.None));
        Assert.StartsWith($"'{Path.Combine(file, "folder")}' cannot be written to", error.Message, StringComparison.Ordinal);
    }
}
