using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Datasets;

public sealed class DatasetCacheTests : IDisposable
{
    private static readonly DatasetArchive Archive = new(DatasetSamples.Of("classes"));
    private static readonly byte[] Bytes = DatasetSamples.BytesOf(DatasetSamples.Of("classes"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string PathInCache => Path.Combine(_folder["cache"], "datasets", Archive.Sha256 + ".safetensors");

    [Fact]
    public void Received_archive_is_found_by_another_process()
    {
        Assert.Null(Cache().Find(Archive.Sha256));

        var received = Receive(Cache(), Bytes, out var isCached);

        Assert.True(isCached);
        Assert.Equal(Archive.Dataset.Sha256, received.Sha256);
        Assert.Equal(Archive.Sha256, new DatasetArchive(Cache().Find(Archive.Sha256)!).Sha256);
        Assert.Equal([PathInCache], Files());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public void Damaged_file_is_deleted_and_counts_as_absent(int at)
    {
        Receive(Cache(), Bytes, out _);
        byte[] damaged = [.. Bytes];
        damaged[at < 0 ? ^1 : at] ^= 1;
        File.WriteAllBytes(PathInCache, damaged);

        Assert.Null(Cache().Find(Archive.Sha256));
        Assert.False(File.Exists(PathInCache));
    }

    [Fact]
    public void Truncated_file_is_deleted_and_counts_as_absent()
    {
        Receive(Cache(), Bytes, out _);
        File.WriteAllBytes(PathInCache, Bytes[..^1]);

        Assert.Null(Cache().Find(Archive.Sha256));
        Assert.Empty(Files());
    }

    [Fact]
    public void Archive_changed_in_transit_is_rejected_without_leftovers()
    {
        byte[] changed = [.. Bytes];
        changed[^1] ^= 1;

        var fault = Assert.Throws<InvalidInputException>(() => Receive(Cache(), changed, out _));

        Assert.Contains("arrived damaged", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void Archive_of_another_length_than_announced_is_rejected_without_leftovers()
    {
        using (var receiver = Cache().Receive(Archive.Sha256, Bytes.Length))
        {
            receiver.Write(Bytes.AsSpan(0, 100));
            Assert.Throws<InvalidInputException>(receiver.Complete);
        }

        using (var receiver = Cache().Receive(Archive.Sha256, 150))
        {
            receiver.Write(Bytes.AsSpan(0, 100));
            Assert.Contains("150 bytes", Assert.Throws<InvalidInputException>(
                () => receiver.Write(Bytes.AsSpan(0, 100))).Message, StringComparison.Ordinal);
        }

        Assert.Empty(Files());
    }

    [Fact]
    public void Concurrent_receivers_of_one_archive_do_not_interfere()
    {
        using var first = Cache().Receive(Archive.Sha256, Bytes.Length);
        using var second = Cache().Receive(Archive.Sha256, Bytes.Length);
        first.Write(Bytes.AsSpan(0, 10));
        second.Write(Bytes.AsSpan(0, 200));
        first.Write(Bytes.AsSpan(10));
        first.Complete();
        second.Write(Bytes.AsSpan(200));
        second.Complete();

        Assert.True(first.IsCached && second.IsCached);
        Assert.NotNull(Cache().Find(Archive.Sha256));
        Assert.Equal([PathInCache], Files());
    }

    [Fact]
    public void Receiver_deletes_abandoned_files_but_not_those_in_use()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathInCache)!);
        File.WriteAllText(PathInCache + ".killed.tmp", "half");
        using var first = Cache().Receive(Archive.Sha256, Bytes.Length);
        using var second = Cache().Receive(Archive.Sha256, Bytes.Length);

        Assert.DoesNotContain(PathInCache + ".killed.tmp", Files());
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public void Read_only_cache_keeps_the_archive_in_memory()
    {
        File.WriteAllText(_folder["cache"], "a file where the folder would be");

        var received = Receive(Cache(), Bytes, out var isCached);

        Assert.False(isCached);
        Assert.Equal(Archive.Sha256, new DatasetArchive(received).Sha256);
        Assert.Null(Cache().Find(Archive.Sha256));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Full_disk_keeps_the_archive_in_memory(int freeBytes)
    {
        var file = new FullDisk(_folder["part"], freeBytes);
        using var receiver = new DatasetReceiver(PathInCache, Archive.Sha256, Bytes.Length, file);
        foreach (var part in Bytes.Chunk(64))
            receiver.Write(part);

        Assert.Equal(Archive.Sha256, new DatasetArchive(receiver.Complete()).Sha256);
        Assert.False(receiver.IsCached);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Malformed_hash_is_rejected_before_it_becomes_a_path(string sha256)
    {
        Assert.Throws<InvalidInputException>(() => Cache().Find(sha256));
        Assert.Throws<InvalidInputException>(() => Cache().Receive(sha256, 1));
        Assert.Empty(Files());
    }

    private DatasetCache Cache() => new(_folder["cache"]);

    private string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private static Dataset Receive(DatasetCache cache, byte[] bytes, out bool isCached)
    {
        using var receiver = cache.Receive(Archive.Sha256, bytes.Length);
        foreach (var part in bytes.Chunk(64))
            receiver.Write(part);
        Assert.Equal(bytes.Length, receiver.Received);
        var dataset = receiver.Complete();
        isCached = receiver.IsCached;
        return dataset;
    }

    /// <summary>A file on a disk with limited space; a write that does not fit leaves a partial result, like a real one.</summary>
    private sealed class FullDisk(string path, int freeBytes)
        : FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0)
    {
        private int _freeBytes = freeBytes;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..Math.Min(_freeBytes, buffer.Length)]);
            _freeBytes -= buffer.Length;
            if (_freeBytes < 0)
                throw new IOException("No space left on device");
        }
    }
}
