namespace ActorNet.Data.Tests.Mnist;

public sealed class MnistDownloadTimingTests : IDisposable
{
    private readonly DownloadFixture _fixture = new();
    private readonly SemaphoreSlim _stalled = new(0);

    public void Dispose()
    {
        _fixture.Dispose();
        _stalled.Dispose();
    }

    [Fact]
    public async Task Mirror_without_a_response_in_time_is_skipped()
    {
        var silent = _fixture.Mirrors.Add("silent", async (_, token) =>
        {
            await StallAsync(token);
            throw new InvalidOperationException("unreachable");
        });
        var fetch = _fixture.FetchAsync(silent, _fixture.Mirrors.AddGood("good", _fixture.Packed));
        await WaitForStallAsync();

        _fixture.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.DoesNotContain(_fixture.Mirrors.Requests, request => request.StartsWith("good", StringComparison.Ordinal));
        _fixture.Time.Advance(TimeSpan.FromSeconds(0.1));
        await fetch;

        _fixture.AssertComplete();
        Assert.Contains(_fixture.Reports, report => report.Detail == "waited 3 s for an answer");
    }

    [Fact]
    public async Task Mirror_that_stalls_is_skipped_and_the_next_resumes()
    {
        var half = _fixture.Mirrors.Add("half", _ => Body(_fixture.FirstFile[..13], StallAsync));
        var fetch = _fixture.FetchAsync(half, _fixture.Mirrors.AddGood("good", _fixture.Packed));
        await WaitForStallAsync();

        _fixture.Time.Advance(TimeSpan.FromSeconds(10));

        // It made progress, so it is retried once before it is skipped.
        await WaitForStallAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        await fetch;
        _fixture.AssertComplete();
        Assert.Contains(_fixture.Reports, report => report.Detail == "waited 10 s for more bytes");
        Assert.Contains($"good/{DownloadFixture.FirstName}@13", _fixture.Mirrors.Requests);
    }

    [Fact]
    public async Task Interrupted_transfer_is_resumed()
    {
        var breaks = 0;
        var mirror = _fixture.Mirrors.Add("a", request =>
        {
            var response = FakeMirrors.Serve(request, _fixture.Packed);
            if (breaks++ > 0)
                return response;
            response.Dispose();
            return Body(_fixture.FirstFile[..13], _ => throw new IOException("Connection reset by peer"));
        });

        await _fixture.FetchAsync(mirror);

        _fixture.AssertComplete();
        Assert.Equal([$"a/{DownloadFixture.FirstName}", $"a/{DownloadFixture.FirstName}@13"], _fixture.Mirrors.Requests.Take(2));
    }

    [Fact]
    public async Task Cancelling_keeps_the_received_bytes()
    {
        using var cancel = new CancellationTokenSource();
        var fetch = _fixture.FetchAsync(cancel.Token, _fixture.Mirrors.Add("a", _ => Body(_fixture.FirstFile[..13], StallAsync)));
        await WaitForStallAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);

        Assert.Equal(_fixture.FirstFile[..13], await File.ReadAllBytesAsync(_fixture.PathOf(DownloadFixture.FirstName + ".part")));
        Assert.False(File.Exists(_fixture.PathOf(DownloadFixture.FirstName)));
    }

    private async Task WaitForStallAsync() => Assert.True(await _stalled.WaitAsync(DownloadFixture.Deadline));

    private async ValueTask<int> StallAsync(CancellationToken token)
    {
        var forever = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ended = token.Register(() => forever.TrySetCanceled(token));
        _stalled.Release();
        return await forever.Task;
    }

    private static HttpResponseMessage Body(byte[] content, Func<CancellationToken, ValueTask<int>> afterwards) =>
        new() { Content = new StreamContent(new ScriptedStream(content, afterwards)) };
}
