using ActorNet.Data.Mnist;
using ActorNet.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Data.Tests.Mnist;

public sealed class FolderLockTests : IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private int _waits;

    private string LockPath => Path.Combine(_folder.Path, "lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Held_lock_is_acquired_after_its_release_and_the_wait_is_reported_once()
    {
        var first = await AcquireAsync();
        var second = AcquireAsync();
        for (var i = 0; i < 20; i++)
            _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await RunClockUntilAsync(second)).Dispose();
        Assert.Equal(1, _waits);
    }

    [Fact]
    public async Task Lock_held_longer_than_the_timeout_is_reported()
    {
        using var first = await AcquireAsync();
        var start = _time.GetUtcNow();

        var error = await Assert.ThrowsAsync<DownloadFailedException>(() => RunClockUntilAsync(AcquireAsync()));

        Assert.StartsWith($"another process has held '{LockPath}' for 10 s", error.Message, StringComparison.Ordinal);
        Assert.True(_time.GetUtcNow() - start >= LockTimeout);
    }

    [Fact]
    public async Task Missing_folder_fails_without_waiting()
    {
        await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => FolderLock.AcquireAsync(Path.Combine(LockPath, "below"), LockTimeout, _time, () => _waits++, CancellationToken.None));
        Assert.Equal(0, _waits);
    }

    private Task<IDisposable> AcquireAsync() =>
        FolderLock.AcquireAsync(LockPath, LockTimeout, _time, () => _waits++, CancellationToken.None);

    private async Task<IDisposable> RunClockUntilAsync(Task<IDisposable> task)
    {
        var result = task.WaitAsync(DownloadFixture.Deadline);
        while (!result.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await result;
    }
}
