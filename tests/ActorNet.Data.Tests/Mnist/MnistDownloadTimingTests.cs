namespace ActorNet.Data.Tests.Mnist;

public sealed class MnistDownloadTimingTests : IDisposable
{
    private readonly DownloadFixture _fixture = new();
    private readonly SemaphoreSlim _silent = new(0);

    public void Dispose()
    {
        _fixture.Dispose();
        _silent.Dispose();
    }

    [Fact]
    public async Task A_mirror_that_does_not_answer_in_time_is_passed_over()
    {
        var silent = _fixture.Mirrors.Add("silent", async (_, token) =>
        {
            await BeSilentAsync(token);
            throw new InvalidOperationException("unreachable");
        });
        var fetch = _fixture.FetchAsync(silent, _fixture.Mirrors.AddGood("good", _fixture.Packed));
        await UntilSilentAsync();

        _fixture.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.DoesNotContain(_fixture.Mirrors.Requests, request => request.StartsWith("good", StringComparison.Ordinal));
        _fixture.Time.Advance(TimeSpan.FromSeconds(0.1));
        await fetch;

        _fixture.AssertComplete();
        Assert.Contains(_fixture.Reports, report => report.Detail == "waited 3 s for an answer");
    }

    [Fact]
    public async Task A_mirror_that_falls_silent_halfway_is_passed_over_and_the_next_goes_on_from_there()
    {
        var half = _fixture.Mirrors.Add("half", _ => Body(_fixture.FirstFile[..13], BeSilentAsync));
        var fetch = _fixture.FetchAsync(half, _fixture.Mirrors.AddGood("good", _fixture.Packed));
        await UntilSilentAsync();

        _fixture.Time.Advance(TimeSpan.FromSeconds(10));

        // It brought something, so it is asked once more before it is passed over.
        await UntilSilentAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        await fetch;
        _fixture.AssertComplete();
        Assert.Contains(_fixture.Reports, report => report.Detail == "waited 10 s for more bytes");
        Assert.Contains($"good/{DownloadFixture.FirstName}@13", _fixture.Mirrors.Requests);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_taken_up_again_where_it_stopped()
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
    public async Task Cancelling_keeps_what_has_arrived()
    {
        using var cancel = new CancellationTokenSource();
        var fetch = _fixture.FetchAsync(cancel.Token, _fixture.Mirrors.Add("a", _ => Body(_fixture.FirstFile[..13], BeSilentAsync)));
        await UntilSilentAsync();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);

        Assert.Equal(_fixture.FirstFile[..13], await File.ReadAllBytesAsync(_fixture.PathOf(DownloadFixture.FirstName + ".part")));
        Assert.False(File.Exists(_fixture.PathOf(DownloadFixture.FirstName)));
    }

    private async Task UntilSilentAsync() => Assert.True(await _silent.WaitAsync(DownloadFixture.Deadline));

    private async ValueTask<int> BeSilentAsync(CancellationToken token)
    {
        var forever = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ended = token.Register(() => forever.TrySetCanceled(token));
        _silent.Release();
        return await forever.Task;
    }

    private static HttpResponseMessage Body(byte[] content, Func<CancellationToken, ValueTask<int>> afterwards) =>
        new() { Content = new StreamContent(new ScriptedStream(content, afterwards)) };
}
