using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Models.Datasets;

/// <summary>
/// Data sets that were received once, each as the archive datasets/SHA256.safetensors in a folder. Any number of processes may
/// use one folder at the same time: a file under its final name is whole, and is verified whenever it is read.
/// </summary>
internal sealed class DatasetCache
{
    private const int Sha256Digits = 64;

    private readonly string _folder;

    /// <summary>Uses the folder "datasets" in <paramref name="cacheFolder"/>, neither of which need exist or be writable.</summary>
    public DatasetCache(string cacheFolder) => _folder = Path.Combine(cacheFolder, "datasets");

    /// <summary>The data set whose archive has this hash; null where it is not here. A damaged file is removed and counts as absent.</summary>
    /// <param name="archiveSha256"><see cref="DatasetArchive.Sha256"/>.</param>
    /// <exception cref="InvalidInputException">The hash is none, or the archive is sound but not one of this program's.</exception>
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
            // Not there, or not to be read or removed: it has to be received either way.
        }

        return null;
    }

    /// <summary>Begins to receive an archive; what arrives is kept here where that is possible, and otherwise in memory.</summary>
    /// <param name="archiveSha256"><see cref="DatasetArchive.Sha256"/>, as the sender announced it.</param>
    /// <param name="length"><see cref="DatasetArchive.Length"/>, as the sender announced it.</param>
    /// <exception cref="InvalidInputException">The hash is none, or the length is not that of an archive.</exception>
    public DatasetReception Receive(string archiveSha256, long length)
    {
        var path = PathOf(archiveSha256);
        if (length < 1)
            throw InvalidInputException.Of("The data set's archive", $"would have {length} bytes", "at least 1 is expected");
        return new DatasetReception(path, archiveSha256, length);
    }

    /// <summary>The hash comes from elsewhere and becomes a file's name: nothing but a hash may.</summary>
    private string PathOf(string archiveSha256) =>
        archiveSha256.Length == Sha256Digits && archiveSha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(_folder, archiveSha256 + ".safetensors")
            : throw InvalidInputException.Of(
                "The data set's SHA-256", $"is '{archiveSha256}'", $"{Sha256Digits} lower-case hexadecimal digits are expected");
}
