using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Models.Datasets;

/// <summary>
/// An archive under way: its bytes go to a file of their own beside the final one, and are hashed as they come. Where the folder
/// cannot be written to (read-only, or full) they stay in memory, and the data set is as good for this process. Not thread-safe.
/// </summary>
internal sealed class DatasetReception : IDisposable
{
    private readonly string _path;
    private readonly string _sha256;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Stream _content;

    internal DatasetReception(string path, string sha256, long length)
        : this(path, sha256, length, TryCreateFile(path)) { }

    /// <summary>Receives to this file, or to memory where it is null.</summary>
    internal DatasetReception(string path, string sha256, long length, FileStream? file)
    {
        _path = path;
        _sha256 = sha256;
        Length = length;
        _content = file ?? (Stream)new MemoryStream();
    }

    /// <summary>The bytes that are to come in all.</summary>
    public long Length { get; }

    /// <summary>The bytes that have arrived.</summary>
    public long Received { get; private set; }

    /// <summary>Whether the archive is in the cache, for next time; told after <see cref="Complete"/>.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="InvalidInputException">There are more than were announced.</exception>
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
            _content = InMemory(file);
            _content.Write(part);
        }

        _hash.AppendData(part);
        Received += part.Length;
    }

    /// <summary>Verifies what has arrived, keeps it for next time where that is possible, and reads it.</summary>
    /// <exception cref="InvalidInputException">It is not what was announced, or not an archive of this program.</exception>
    public Dataset Complete()
    {
        var sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (Received != Length || sha256 != _sha256)
            throw InvalidInputException.Of(
                "The data set", $"arrived damaged: {Received} bytes with SHA-256 {sha256}", $"announced were {Length} with {_sha256}");
        _content.Position = 0;
        var dataset = DatasetArchive.Read(_content, Path.GetFileName(_path));
        IsKept = _content is FileStream file && TryKeep(file);
        return dataset;
    }

    /// <summary>Removes what was received and not kept.</summary>
    public void Dispose()
    {
        if (_content is FileStream file)
            Remove(file);
        _content.Dispose();
        _hash.Dispose();
    }

    private static FileStream? TryCreateFile(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(folder);
            RemoveAbandoned(folder);
            // Whoever else receives the same has a file of another name. Parts are large: there is nothing to gain by a buffer,
            // and without one a full disk is noticed by the write that it refuses.
            return new FileStream(
                $"{path}.{Path.GetRandomFileName()}.tmp", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes what killed processes left behind: files under way that nobody holds open.</summary>
    private static void RemoveAbandoned(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            try
            {
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody is at it.
            }
        }
    }

    /// <summary>What has arrived so far, read back from a file that cannot be written any further.</summary>
    private MemoryStream InMemory(FileStream file)
    {
        var received = new byte[Received];
        file.Position = 0;
        file.ReadExactly(received);
        Remove(file);
        var memory = new MemoryStream();
        memory.Write(received);
        return memory;
    }

    private bool TryKeep(FileStream file)
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

    private static void Remove(FileStream file)
    {
        try
        {
            file.Dispose();
            File.Delete(file.Name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Whoever receives next tries again.
        }
    }
}
