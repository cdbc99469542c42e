using ActorNet.Data;
using ActorNet.Data.Csv;
using ActorNet.Data.Mnist;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet;

/// <summary>Data sets to train on.</summary>
public static class Datasets
{
    /// <summary>
    /// Synthetic handwritten digits, without files or network: 28 x 28 grey images in MNIST's format, bit for bit the same on every
    /// machine.
    /// </summary>
    /// <param name="trainSamples">The number of training samples, 1 to 1,000,000.</param>
    /// <param name="testSamples">The number of test samples, 1 to 1,000,000.</param>
    /// <param name="seed">The seed; another seed gives other samples of the same distribution.</param>
    /// <exception cref="InvalidInputException">A number of samples is out of range.</exception>
    public static Dataset GeneratedDigits(
        int trainSamples = Data.Digits.GeneratedDigits.DefaultTrainSamples,
        int testSamples = Data.Digits.GeneratedDigits.DefaultTestSamples,
        ulong seed = Data.Digits.GeneratedDigits.DefaultSeed) => Data.Digits.GeneratedDigits.Load(trainSamples, testSamples, seed);

    /// <summary>
    /// Loads a data set. MNIST is looked for in the folder of the variable ACTORNET_DATA and in the user's cache, downloaded if it is in
    /// neither (unless ACTORNET_OFFLINE is 1), and verified.
    /// </summary>
    /// <param name="name">"mnist", "digits" (the generated ones), "auto" (MNIST if available, otherwise the generated digits, with a
    /// <see cref="Dataset.Notice"/>), the path of a folder with four IDX files, or the path of a CSV table.</param>
    /// <param name="table">How a CSV table is read; null for its last column as the target.</param>
    /// <param name="cancellationToken">Cancels a download.</param>
    /// <exception cref="InvalidInputException">The data set, or the folder of ACTORNET_DATA, does not exist or cannot be read.</exception>
    public static async Task<Dataset> LoadAsync(string name, CsvOptions? table = null, CancellationToken cancellationToken = default) =>
        await DatasetLoader.Internet.LoadAsync(
            name, DataFolders.FromProcess(explicitFolder: null), table ?? new CsvOptions(), progress: null, cancellationToken)
            .ConfigureAwait(false);
}
