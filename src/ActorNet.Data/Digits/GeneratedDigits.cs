using System.Security.Cryptography;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Digits;

/// <summary>
/// Synthetic handwritten digits, without files or network: 28 x 28 grey images in MNIST's format, each a pure function of
/// (seed, index), bit for bit on every machine and with any number of threads.
/// </summary>
internal static class GeneratedDigits
{
    public const int DefaultTrainSamples = 20_000;

    public const int DefaultTestSamples = 4_000;

    public const ulong DefaultSeed = 1998;

    /// <summary>The maximum number of training samples, and of test samples.</summary>
    public const int MaxSamples = 1_000_000;

    public const int PixelsPerImage = DigitRasterizer.Size * DigitRasterizer.Size;

    /// <summary>The index of the first test sample. Training samples start at 0, so the two never overlap.</summary>
    public const int FirstTestIndex = 1_000_000_000;

    /// <summary>
    /// Generates the data set "digits". Its <see cref="Dataset.Sha256"/> is over training pixels, training labels (one byte
    /// each), test pixels and test labels, in this order.
    /// </summary>
    /// <exception cref="InvalidInputException">A number of samples is not 1 to <see cref="MaxSamples"/>.</exception>
    public static Dataset Load(
        int trainSamples = DefaultTrainSamples, int testSamples = DefaultTestSamples, ulong seed = DefaultSeed) =>
        Load(trainSamples, testSamples, seed, Environment.ProcessorCount);

    /// <summary>
    /// Renders a sample (training samples from 0, test samples from <see cref="FirstTestIndex"/>) to <paramref name="pixels"/> [28, 28],
    /// row-major: 0 is paper, 255 is ink.
    /// </summary>
    /// <returns>The digit, 0 to 9.</returns>
    public static int Render(ulong seed, int index, Span<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (pixels.Length != PixelsPerImage)
            throw new ArgumentException($"The image has {pixels.Length} pixels where {PixelsPerImage} were expected.", nameof(pixels));
        return new DigitRenderer(seed).Render(index, pixels);
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
            ImageSize = (DigitRasterizer.Size, DigitRasterizer.Size),
            ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        };
    }

    private static SampleSet Generate(ulong seed, int firstIndex, int count, int threads, IncrementalHash hash)
    {
        var pixels = new byte[count * PixelsPerImage];
        var labels = new int[count];
        // Dedicated threads: the pool's latency belongs to the actors.
        var workers = new Thread[Math.Clamp(threads, 1, count)];
        for (var thread = 0; thread < workers.Length; thread++)
        {
            var start = (int)((long)count * thread / workers.Length);
            var end = (int)((long)count * (thread + 1) / workers.Length);
            workers[thread] = new Thread(() =>
            {
                var renderer = new DigitRenderer(seed);
                for (var i = start; i < end; i++)
                    labels[i] = renderer.Render(firstIndex + i, pixels.AsSpan(i * PixelsPerImage, PixelsPerImage));
            })
            { IsBackground = true, Name = "digits" };
            workers[thread].Start();
        }

        foreach (var worker in workers)
            worker.Join();
        hash.AppendData(pixels);
        hash.AppendData(Array.ConvertAll(labels, label => (byte)label));
        return SampleSet.FromImages(pixels, PixelsPerImage, labels, DigitRenderer.ClassCount);
    }

    private static void CheckCount(string kind, int count)
    {
        if (count is < 1 or > MaxSamples)
            throw new InvalidInputException($"{kind} samples", count, $"a whole number from 1 to {MaxSamples}");
    }
}
