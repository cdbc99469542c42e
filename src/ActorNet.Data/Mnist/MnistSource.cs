using ActorNet.Data.Idx;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Mnist;

/// <summary>
/// The MNIST database of handwritten digits (LeCun, Cortes and Burges): found on disk or downloaded, and verified each time
/// it is read. A data folder may hold the files itself, in "mnist", or in "MNIST/raw" as PyTorch keeps them.
/// </summary>
public sealed class MnistSource
{
    /// <summary>The name of the data set.</summary>
    public const string Name = "mnist";

    /// <summary>What <see cref="IdxImages.Sha256"/> is for the real MNIST.</summary>
    public const string Sha256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a";

    private static readonly string[] Subfolders = ["mnist", Path.Combine("MNIST", "raw"), ""];

    private readonly MnistDownload _download;

    /// <summary>Creates a source that downloads through <paramref name="http"/> where it must.</summary>
    /// <param name="http">The client to ask the mirrors with; it must not unpack what it receives.</param>
    /// <param name="time">The clock that time-outs go by.</param>
    /// <param name="mirrors">The mirrors' base addresses, each ending in a slash; null for <see cref="MnistMirrors.Default"/>.</param>
    public MnistSource(HttpClient http, TimeProvider time, IReadOnlyList<Uri>? mirrors = null)
        : this(new MnistDownload(http, mirrors ?? MnistMirrors.Default, MnistFile.Standard, time)) { }

    internal MnistSource(MnistDownload download) => _download = download;

    /// <summary>The four files in the first folder that has them all; else null. They are not read yet.</summary>
    public static IdxFileSet? Find(DataFolders folders) =>
        Candidates(folders).Select(folder => IdxFileSet.Find(folder, out _)).FirstOrDefault(files => files is not null);

    /// <summary>Reads the files and verifies that they are the real MNIST.</summary>
    /// <exception cref="InvalidInputException">A file is damaged or has another SHA-256 than MNIST's.</exception>
    public static Dataset Load(IdxFileSet files)
    {
        var images = IdxImages.Read(files);
        return images.Sha256 == Sha256 ? images.ToDataset(Name) : throw NotMnist(images);
    }

    /// <summary>Finds the files, or downloads those that are missing.</summary>
    /// <returns>The four files, not read yet.</returns>
    /// <exception cref="DownloadFailedException">
    /// They are neither here nor to be had; the message is a clause to follow "MNIST", which says where they were looked for.
    /// </exception>
    public async Task<IdxFileSet> FindOrFetchAsync(
        DataFolders folders, DownloadTimeouts timeout, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (Find(folders) is { } found)
            return found;

        var searched = string.Join(
            ", ", folders.SearchOrder.Select(folder => $"'{folder}'{(Directory.Exists(folder) ? "" : ", which does not exist")}"));
        try
        {
            return await FetchAsync(folders, timeout, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (DownloadFailedException fault)
        {
            throw new DownloadFailedException(
                $"is not here (looked for {string.Join(", ", IdxFileSet.StandardNames)}, plain or .gz, in {searched}) "
                + $"and cannot be downloaded: {fault.Message}", fault);
        }
    }

    /// <summary>Downloads what is missing to the folder "mnist" under <see cref="DataFolders.DownloadFolder"/>.</summary>
    /// <returns>The four files; those that were downloaded are verified.</returns>
    /// <exception cref="DownloadFailedException">
    /// The files cannot be had, downloads are forbidden, or the folder is not writable.
    /// </exception>
    public async Task<IdxFileSet> FetchAsync(
        DataFolders folders, DownloadTimeouts timeout, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (folders.Offline)
            throw new DownloadFailedException("downloads are switched off by ACTORNET_OFFLINE");

        var folder = Path.Combine(folders.DownloadFolder, Subfolders[0]);
        await _download.FetchAsync(folder, timeout, progress, cancellationToken).ConfigureAwait(false);
        return IdxFileSet.Find(folder, out var missing)
            ?? throw new DownloadFailedException($"{string.Join(", ", missing)} vanished from '{folder}' during the download");
    }

    private static IEnumerable<string> Candidates(DataFolders folders) =>
        folders.SearchOrder.SelectMany(folder => Subfolders.Select(subfolder => Path.Combine(folder, subfolder)));

    private static InvalidInputException NotMnist(IdxImages images)
    {
        var (array, file, sha256) = images.Arrays.Zip(MnistFile.Standard, (array, file) => (array, file, array.Sha256()))
            .First(pair => pair.Item3 != pair.file.Sha256);
        return InvalidInputException.Of(
            $"'{array.Path}'", $"is not MNIST's {file.Name}: its uncompressed SHA-256 is {sha256}", $"it must be {file.Sha256}",
            "delete it to download it again, or name its folder as the data set to use it as it is");
    }
}
