using System.Security.Cryptography;
using ActorNet.Learning.Samples;

namespace ActorNet.Models.Datasets;

/// <summary>
/// A cache of received data sets: archives datasets/SHA256.safetensors in a folder. Processes may share a folder: a file
/// with its final name is complete, and it is verified at each read.
/// </summary>
internal sealed class DatasetCache
{
    private const int Sha256Digits = 64;

    private readonly string _folder;

    /// <summary>Uses "datasets" in <paramref name="cacheFolder"/>; neither folder need exist or be writable.</summary>
    public DatasetCache(string cacheFolder) => _folder = Path.Combine(cacheFolder, "datasets");

    /// <summary>Finds the data set whose archive has this hash; null if absent. A damaged file is deleted and counts as absent.</summary>
    /// <exception cref="InvalidInputException">The hash is malformed, or the archive is intact but not ActorNet's.</exception>
    public Dataset? Find(string archiveSha256)
    {
        var path = PathOf(archiveSha256);
        try
        {
            using (var stream = File.OpenRead(path))
            {
                if (Convert.ToHexStringLower(SHA256.HashData(stream)) == archiveSha256)
                {
                    stream.Position = 0;
                    return DatasetArchive.Read(stream, path);
                }
            }

            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Missing, unreadable or not deletable: the caller downloads it in every case.
        }

        return null;
    }

    /// <summary>Starts receiving an archive: to the cache folder if possible, otherwise to memory.</summary>
    /// <exception cref="InvalidInputException">The hash is malformed, or the length is not positive.</exception>
    public DatasetReceiver Receive(string archiveSha256, long length)
    {
        var path = PathOf(archiveSha256);
        if (length < 1)
            throw InvalidInputException.Of("The data set's archive", $"would have {length} bytes", "at least 1 is expected");
        return new DatasetReceiver(path, archiveSha256, length);
    }

    /// <summary>Validates the hash, which is untrusted input that becomes a file name.</summary>
    private string PathOf(string archiveSha256) =>
        archiveSha256.Length == Sha256Digits && archiveSha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(_folder, archiveSha256 + ".safetensors")
            : throw InvalidInputException.Of(
                "The data set's SHA-256", $"is '{archiveSha256}'", $"{Sha256Digits} lower-case hexadecimal digits are expected");
}
