using ActorNet.Data;
using ActorNet.Data.Csv;
using ActorNet.Data.Digits;
using ActorNet.Data.Mnist;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.DataSets;

/// <summary>Hands a request of the command line to the loader of data sets.</summary>
internal static class DatasetLoading
{
    /// <exception cref="InvalidInputException">There are no such data, or they cannot be read.</exception>
    public static Task<Dataset> LoadAsync(
        DatasetRequest request, MnistSource mnist, Func<string?, DataFolders> folders, Action<string> report,
        CancellationToken cancellationToken)
    {
        var table = new CsvOptions
        {
            Targets = request.Target?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Task = request.Task switch
            {
                "classification" => PredictionTask.Classification,
                "regression" => PredictionTask.Regression,
                _ => PredictionTask.Auto,
            },
        };
        return new DatasetLoader(mnist, () => GeneratedDigits.Load()).LoadAsync(
            request.Dataset, folders(request.DataFolder), table, new DownloadLines(report), cancellationToken);
    }
}
