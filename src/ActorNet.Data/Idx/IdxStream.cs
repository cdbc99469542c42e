using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace ActorNet.Data.Idx;

/// <summary>Opens a file for reading and decompresses gzip, which it detects by the magic bytes, not by the name.</summary>
internal sealed class IdxStream : IDisposable
{
    private const int TrailerBytes = 2 * sizeof(uint);

    private readonly Stream _file;

    private IdxStream(string path, Stream file, Stream content)
    {
        Path = path;
        _file = file;
        Content = content;
    }

    public string Path { get; }

    public Stream Content { get; }

    public bool IsCompressed => Content != _file;

    /// <summary>The file's length on disk, in bytes.</summary>
    public long Length => _file.Length;

    public static IdxStream Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan), path);

    /// <summary>Like <see cref="Open(string)"/>, over a seekable stream, of which it takes ownership.</summary>
    public static IdxStream Open(Stream file, string path)
    {
        try
        {
            Span<byte> magic = stackalloc byte[2];
            var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
            file.Position = 0;
            return new IdxStream(path, file, isGzip ? new GZipStream(file, CompressionMode.Decompress) : file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Compares the content with the gzip trailer (RFC 1952: CRC-32 and length). The decompressor checks it only if the trailer
    /// is present. Concatenated gzip members are rejected, because the last trailer covers only the last member.
    /// </summary>
    /// <exception cref="InvalidDataException">They differ: the file is damaged or truncated.</exception>
    public void CheckTrailer(ReadOnlySpan<byte> header, ReadOnlySpan<byte> values)
    {
        if (!IsCompressed)
            return;
        var crc = new Crc32();
        crc.Append(header);
        crc.Append(values);
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        _file.Position = Math.Max(0, _file.Length - TrailerBytes);
        _file.ReadExactly(trailer);
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != crc.GetCurrentHashAsUInt32()
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(uint)..]) != (uint)(header.Length + values.Length))
            throw new InvalidDataException("Its content is not that of its checksum, or its end is cut off.");
    }

    public void Dispose()
    {
        Content.Dispose();
        _file.Dispose();
    }
}
