using System.Security.Cryptography;
using ActorNet.Learning.Samples;

namespace ActorNet.Models.Datasets;

/// <summary>
/// Receives an archive: writes its bytes to a temporary file beside the final one and hashes them on arrival. If the folder
/// is not writable (read-only or full), the bytes stay in memory and the data set is not cached. Not thread-safe.
/// </summary>
internal sealed class DatasetReceiver : IDisposable
{
    private readonly string _path;
    private readonly string _sha256;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Stream _content;

    internal DatasetReceiver(string path, string sha256, long length)
        : this(path, sha256, length, TryCreateFile(path)) { }

    /// <summary>Receives to <paramref name="file"/>, or to memory if it is null.</summary>
    internal DatasetReceiver(string path, string sha256, long length, FileStream? file)
    {
        _path = path;
        _sha256 = sha256;
        Length = length;
        _content = file ?? (Stream)new MemoryStream();
    }

    public long Length { get; }

    public long Received { get; private set; }

    /// <summary>Whether the archive is in the cache; valid after <see cref="Complete"/>.</summary>
    public bool IsCached { get; private set; }

    /// <summary>Appends the next bytes.</summary>
    /// <exception cref="InvalidInputException">More bytes arrived than announced.</exception>
    public void Write(ReadOnlySpan<byte> part)
    {
        if (part.Length > Length - Received)
            throw InvalidInputException.Of("The data set", $"has more than the {Length} bytes that were announced");
        try
        {
            _content.Write(part);
        }
        catch (IOException) when (_content is FileStream file)
        {
            _content = MoveToMemory(file);
            _content.Write(part);
        }

        _hash.AppendData(part);
        Received += part.Length;
    }

    /// <summary>Verifies the archive, moves it to the cache if possible, and reads it.</summary>
    /// <exception cref="InvalidInputException">The bytes differ from the announced ones, or are not an ActorNet archive.</exception>
    public Dataset Complete()
    {
        var sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (Received != Length || sha256 != _sha256)
            throw InvalidInputException.Of(
                "The data set", $"arrived damaged: {Received} bytes with SHA-256 {sha256}", $"announced were {Length} with {_sha256}");
        _content.Position = 0;
        var dataset = DatasetArchive.Read(_content, Path.GetFileName(_path));
        IsCached = _content is FileStream file && TryMoveToCache(file);
        return dataset;
    }

    public void Dispose()
    {
        if (_content is FileStream file)
            TryDelete(file);
        _content.Dispose();
        _hash.Dispose();
    }

    private static FileStream? TryCreateFile(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(folder);
            DeleteAbandoned(folder);
            // A random name: other processes may receive the same archive. Unbuffered: parts are large, and a full disk must
            // fail the write itself.
            return new FileStream(
                $"{path}.{Path.GetRandomFileName()}.tmp", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Deletes temporary files of killed processes: those that no process holds open.</summary>
    private static void DeleteAbandoned(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            try
            {
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // In use by another process.
            }
        }
    }

    /// <summary>Copies the received bytes to memory when the file is no longer writable.</summary>
    private MemoryStream MoveToMemory(FileStream file)
    {
        var received = new byte[Received];
        file.Position = 0;
        file.ReadExactly(received);
        TryDelete(file);
        var memory = new MemoryStream();
        memory.Write(received);
        return memory;
    }

    private bool TryMoveToCache(FileStream file)
    {
        try
        {
            file.Dispose();
            File.Move(file.Name, _path, overwrite: true);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryDelete(FileStream file)
    {
        try
        {
            file.Dispose();
            File.Delete(file.Name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next receiver retries.
        }
    }
}
