using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Digits;

/// <summary>
/// Handwritten-like digits that need no file and no network: 28 x 28 grey images, made as MNIST's were, each a pure
/// function of (seed, index), bit for bit on every machine and with any number of threads.
/// </summary>
public static class GeneratedDigits
{
    /// <summary>The seed of the standard data set.</summary>
    public const ulong DefaultSeed = 1998;

    /// <summary>The most samples that may be asked for, of either kind.</summary>
    public const int MaxSamples = 1_000_000;

    /// <summary>The pixels of an image: 28 x 28.</summary>
    public const int PixelsPerImage = DigitImage.Size * DigitImage.Size;

    /// <summary>The index of the first test sample. Training samples count from 0, so the two never meet.</summary>
    public const int FirstTestIndex = 1_000_000_000;

    /// <summary>
    /// The data set named "digits". Its <see cref="Dataset.Sha256"/> is over the training pixels, the training labels (a
    /// byte each), the test pixels and the test labels, in this order.
    /// </summary>
    /// <param name="trainSamples">The number of training samples, 1 to <see cref="MaxSamples"/>.</param>
    /// <param name="testSamples">The number of test samples, 1 to <see cref="MaxSamples"/>.</param>
    /// <param name="seed">Which digits: another seed gives other samples of the same distribution.</param>
    /// <exception cref="InvalidInputException">A number of samples is out of range.</exception>
    public static Dataset Load(int trainSamples = 20_000, int testSamples = 4_000, ulong seed = DefaultSeed) =>
        Load(trainSamples, testSamples, seed, Environment.ProcessorCount);

    /// <summary>Writes sample <paramref name="index"/> of <paramref name="seed"/> to <paramref name="pixels"/>.</summary>
    /// <param name="seed">Which digits.</param>
    /// <param name="index">Which sample: training samples from 0, test samples from <see cref="FirstTestIndex"/>.</param>
    /// <param name="pixels">Receives the grey levels [28, 28], row by row, 0 for paper and 255 for ink.</param>
    /// <returns>The digit, 0 to 9.</returns>
    /// <exception cref="ArgumentException">The index is negative, or there is no room for exactly 784 pixels.</exception>
    public static int Render(ulong seed, int index, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (pixels.Length != PixelsPerImage)
            throw new ArgumentException($"The image has {pixels.Length} pixels where {PixelsPerImage} were expected.", nameof(pixels));
        return new DigitSource(seed).Render(index, pixels);
    }

    internal static Dataset Load(int trainSamples, int testSamples, ulong seed, int threads)
    {
        CheckCount("training", trainSamples);
        CheckCount("test", testSamples);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var train = Generate(seed, 0, trainSamples, threads, hash);
        var test = Generate(seed, FirstTestIndex, testSamples, threads, hash);
        return new Dataset("digits", Convert.ToHexStringLower(hash.GetHashAndReset()), train, test)
        {
            ImageSize = (DigitImage.Size, DigitImage.Size),
            ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        };
    }

    private static SampleSet Generate(ulong seed, int firstIndex, int count, int threads, IncrementalHash hash)
    {
        var pixels = new byte[count * PixelsPerImage];
        var labels = new int[count];
        // Threads of its own rather than the pool's: the pool's latency belongs to the actors.
        var workers = new Thread[Math.Clamp(threads, 1, count)];
        for (var w = 0; w < workers.Length; w++)
        {
            var start = (int)((long)count * w / workers.Length);
            var end = (int)((long)count * (w + 1) / workers.Length);
            workers[w] = new Thread(() =>
            {
                var source = new DigitSource(seed);
                for (var i = start; i < end; i++)
                    labels[i] = source.Render(firstIndex + i, pixels.AsSpan(i * PixelsPerImage, PixelsPerImage));
            })
            { IsBackground = true, Name = "digits" };
            workers[w].Start();
        }

        foreach (var worker in workers)
            worker.Join();
        hash.AppendData(pixels);
        hash.AppendData(Array.ConvertAll(labels, label => (byte)label));
        return SampleSet.FromImages(pixels, PixelsPerImage, labels, DigitSource.ClassCount);
    }

    private static void CheckCount(string kind, int count)
    {
        if (count is < 1 or > MaxSamples)
            throw new InvalidInputException($"{kind} samples", count, $"a whole number from 1 to {MaxSamples}");
    }
}
