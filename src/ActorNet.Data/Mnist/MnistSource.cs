using System.Net;
using ActorNet.Data.Idx;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Mnist;

/// <summary>
/// Finds or downloads the MNIST database of handwritten digits (LeCun, Cortes and Burges), and verifies it at each read.
/// A data folder may hold the files directly, in "mnist", or in "MNIST/raw" (PyTorch's layout).
/// </summary>
internal sealed class MnistSource
{
    public const string Name = "mnist";

    /// <summary>The expected <see cref="IdxImages.Sha256"/> of MNIST.</summary>
    public const string Sha256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a";

    /// <summary>
    /// Public servers of the four files, gzipped under their standard names, in order of preference. Downloads are verified, so servers
    /// need not be trusted.
    /// </summary>
    public static IReadOnlyList<Uri> Mirrors { get; } =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        new("https://azureopendatastorage.blob.core.windows.net/mnist/"),
        new("https://raw.githubusercontent.com/fgnt/mnist/master/"),
    ];

    /// <summary>
    /// The source for this process, which downloads from the public mirrors. Their files are kept as they are sent, compressed; the
    /// timeouts are those of each download.
    /// </summary>
    public static MnistSource Internet { get; } = new(
        new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        },
        TimeProvider.System);

    private static readonly string[] Subfolders = ["mnist", Path.Combine("MNIST", "raw"), ""];

    private readonly MnistDownload _download;

    /// <summary>Creates a source that downloads missing files with <paramref name="http"/>.</summary>
    /// <param name="http">The HTTP client; must not decompress responses.</param>
    /// <param name="time">The clock for timeouts.</param>
    /// <param name="mirrors">The mirrors' base addresses, each ending in a slash; null for <see cref="Mirrors"/>.</param>
    public MnistSource(HttpClient http, TimeProvider time, IReadOnlyList<Uri>? mirrors = null)
        : this(new MnistDownload(http, mirrors ?? Mirrors, MnistFile.Standard, time)) { }

    internal MnistSource(MnistDownload download) => _download = download;

    /// <summary>Finds the first folder that has all four files, without reading them; null if there is none.</summary>
    public static IdxFileSet? Find(DataFolders folders) =>
        Candidates(folders).Select(folder => IdxFileSet.Find(folder, out _)).FirstOrDefault(files => files is not null);

    /// <summary>Reads the files and verifies that they are MNIST.</summary>
    /// <exception cref="InvalidInputException">A file is damaged, or its SHA-256 is not MNIST's.</exception>
    public static Dataset Load(IdxFileSet files)
    {
        var images = IdxImages.Read(files);
        return images.Sha256 == Sha256 ? images.ToDataset(Name) : throw NotMnist(images);
    }

    /// <summary>Finds the files or downloads the missing ones.</summary>
    /// <returns>The four files, not yet read.</returns>
    /// <exception cref="DownloadFailedException">The files are neither found nor downloadable; the message is a clause to follow "MNIST"
    /// and names the searched folders.</exception>
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

    /// <summary>Downloads the missing files to the folder "mnist" in <see cref="DataFolders.DownloadFolder"/>.</summary>
    /// <returns>The four files; downloaded ones are verified.</returns>
    /// <exception cref="DownloadFailedException">The download fails, downloads are forbidden, or the folder is not writable.</exception>
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
