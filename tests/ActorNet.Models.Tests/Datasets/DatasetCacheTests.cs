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
    public void What_was_received_in_parts_is_found_by_another_process()
    {
        Assert.Null(Cache().Find(Archive.Sha256));

        var received = Receive(Cache(), Bytes, out var isKept);

        Assert.True(isKept);
        Assert.Equal(Archive.Dataset.Sha256, received.Sha256);
        Assert.Equal(Archive.Sha256, new DatasetArchive(Cache().Find(Archive.Sha256)!).Sha256);
        Assert.Equal([PathInCache], Files());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public void Damaged_file_is_removed_and_counts_as_absent(int at)
    {
        Receive(Cache(), Bytes, out _);
        byte[] damaged = [.. Bytes];
        damaged[at < 0 ? ^1 : at] ^= 1;
        File.WriteAllBytes(PathInCache, damaged);

        Assert.Null(Cache().Find(Archive.Sha256));
        Assert.False(File.Exists(PathInCache));
    }

    [Fact]
    public void Truncated_file_is_removed_and_counts_as_absent()
    {
        Receive(Cache(), Bytes, out _);
        File.WriteAllBytes(PathInCache, Bytes[..^1]);

        Assert.Null(Cache().Find(Archive.Sha256));
        Assert.Empty(Files());
    }

    [Fact]
    public void Archive_that_was_changed_on_the_way_is_refused_and_leaves_nothing()
    {
        byte[] changed = [.. Bytes];
        changed[^1] ^= 1;

        var fault = Assert.Throws<InvalidInputException>(() => Receive(Cache(), changed, out _));

        Assert.Contains("arrived damaged", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void Archive_that_is_shorter_or_longer_than_announced_is_refused_and_leaves_nothing()
    {
        using (var reception = Cache().Receive(Archive.Sha256, Bytes.Length))
        {
            reception.Write(Bytes.AsSpan(0, 100));
            Assert.Throws<InvalidInputException>(reception.Complete);
        }

        using (var reception = Cache().Receive(Archive.Sha256, 150))
        {
            reception.Write(Bytes.AsSpan(0, 100));
            Assert.Contains("150 bytes", Assert.Throws<InvalidInputException>(() => reception.Write(Bytes.AsSpan(0, 100))).Message, StringComparison.Ordinal);
        }

        Assert.Empty(Files());
    }

    [Fact]
    public void Two_processes_that_receive_the_same_at_once_do_not_disturb_each_other()
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
    public void Reception_removes_what_a_killed_process_left_and_nothing_that_is_under_way()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathInCache)!);
        File.WriteAllText(PathInCache + ".killed.tmp", "half");
        using var underWay = Cache().Receive(Archive.Sha256, Bytes.Length);
        using var another = Cache().Receive(Archive.Sha256, Bytes.Length);

        Assert.DoesNotContain(PathInCache + ".killed.tmp", Files());
        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public void Folder_that_cannot_be_written_to_leaves_the_archive_in_memory()
    {
        File.WriteAllText(_folder["cache"], "a file where the folder would be");

        var received = Receive(Cache(), Bytes, out var isKept);

        Assert.False(isKept);
        Assert.Equal(Archive.Sha256, new DatasetArchive(received).Sha256);
        Assert.Null(Cache().Find(Archive.Sha256));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Disk_that_fills_up_leaves_the_archive_in_memory(int room)
    {
        var file = new FullDisk(_folder["part"], room);
        using var reception = new DatasetReceiver(PathInCache, Archive.Sha256, Bytes.Length, file);
        foreach (var part in Bytes.Chunk(64))
            reception.Write(part);

        Assert.Equal(Archive.Sha256, new DatasetArchive(reception.Complete()).Sha256);
        Assert.False(reception.IsCached);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Name_that_is_no_hash_is_refused_before_it_becomes_a_path(string sha256)
    {
        Assert.Throws<InvalidInputException>(() => Cache().Find(sha256));
        Assert.Throws<InvalidInputException>(() => Cache().Receive(sha256, 1));
        Assert.Empty(Files());
    }

    private DatasetCache Cache() => new(_folder["cache"]);

    private string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private static Dataset Receive(DatasetCache cache, byte[] bytes, out bool isKept)
    {
        using var reception = cache.Receive(Archive.Sha256, bytes.Length);
        foreach (var part in bytes.Chunk(64))
            reception.Write(part);
        Assert.Equal(bytes.Length, reception.Received);
        var dataset = reception.Complete();
        isKept = reception.IsCached;
        return dataset;
    }

    /// <summary>A file on a disk with so much room; the write that does not fit leaves a part behind, as real ones do.</summary>
    private sealed class FullDisk(string path, int room) : FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0)
    {
        private int _room = room;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..Math.Min(_room, buffer.Length)]);
            _room -= buffer.Length;
            if (_room < 0)
                throw new IOException("No space left on device");
        }
    }
}
