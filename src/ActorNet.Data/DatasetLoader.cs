using ActorNet.Data.Csv;
using ActorNet.Data.Digits;
using ActorNet.Data.Idx;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Samples;

namespace ActorNet.Data;

/// <summary>Loads the data set that the user requests (--dataset).</summary>
internal sealed class DatasetLoader(MnistSource mnist, Func<Dataset> digits)
{
    /// <summary>MNIST if available; otherwise generated digits with a <see cref="Dataset.Notice"/> that explains why.</summary>
    public const string Auto = "auto";

    public const string Digits = "digits";

    /// <summary>MNIST from its mirrors, and the generated digits.</summary>
    public static DatasetLoader Internet { get; } = new(MnistSource.Internet, () => GeneratedDigits.Load());

    /// <summary>Loads a data set. Reading and verification run on the calling thread; downloads are asynchronous.</summary>
    /// <param name="request">"auto", "mnist" or "digits" (case-insensitive), the path of a folder with four IDX files, or the path of a CSV
    /// file. Use "./name" for a file or folder with one of these names.</param>
    /// <param name="folders">For MNIST.</param>
    /// <param name="table">For CSV files.</param>
    /// <param name="progress">Of a download.</param>
    /// <param name="cancellationToken">Cancels a download.</param>
    /// <exception cref="InvalidInputException">The data set, or the chosen data folder, does not exist or cannot be read.</exception>
    public async Task<Dataset> LoadAsync(
        string request, DataFolders folders, CsvOptions table, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken) =>
        request.ToLowerInvariant() switch
        {
            Auto => await LoadAutoAsync(folders, progress, cancellationToken).ConfigureAwait(false),
            MnistSource.Name => await LoadMnistAsync(folders, progress, cancellationToken).ConfigureAwait(false),
            Digits => digits(),
            _ when Directory.Exists(request) => IdxImages.LoadFolder(request),
            _ when File.Exists(request) => CsvDataset.Load(request, table),
            _ => throw Unknown(request),
        };

    private async Task<Dataset> LoadMnistAsync(
        DataFolders folders, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await FindOrFetchAsync(folders, DownloadTimeouts.Patient, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (DownloadFailedException fault)
        {
            throw InvalidInputException.Of("MNIST", $"{fault}", cause: fault);
        }
    }

    private async Task<Dataset> LoadAutoAsync(
        DataFolders folders, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await FindOrFetchAsync(folders, DownloadTimeouts.Brief, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (DownloadFailedException)
        {
            var searched = string.Join(" or ", folders.SearchOrder.Select(folder => $"'{folder}'"));
            return digits() with
            {
                Notice = $"The generated digits stand in for MNIST, which is not in {searched} and cannot be downloaded; "
                    + "name the data set mnist to see why.",
            };
        }
    }

    private async Task<Dataset> FindOrFetchAsync(
        DataFolders folders, DownloadTimeouts timeouts, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        folders.CheckChosen();
        return MnistSource.Load(await mnist.FindOrFetchAsync(folders, timeouts, progress, cancellationToken).ConfigureAwait(false));
    }

    private static InvalidInputException Unknown(string request)
    {
        string[] names = [Auto, MnistSource.Name, Digits];
        var meant = NearestName.Find(request, names) is { } near ? $"did you mean '{near}'?" : null;
        return InvalidInputException.Of(
            $"Data set '{request}'", $"does not exist: neither a folder nor a file is at '{Path.GetFullPath(request)}'",
            $"allowed is {string.Join(", ", names)}, a folder with four IDX files, or a CSV file", meant);
    }
}
