using ActorNet.Models.Datasets;

namespace ActorNet.Actors.Joining;

/// <summary>The bytes of a data set's archive, built when the first worker requests a part: most runs need none.</summary>
internal sealed class ArchiveBytes(DatasetArchive archive)
{
    private readonly Lazy<byte[]> _bytes = new(() =>
    {
        var bytes = new byte[archive.Length];
        using var stream = new MemoryStream(bytes);
        archive.Write(stream);
        return bytes;
    });

    public long Length => archive.Length;

    /// <summary>Must not be written to.</summary>
    public ReadOnlyMemory<byte> Part(long offset, int length) => _bytes.Value.AsMemory((int)offset, length);
}
