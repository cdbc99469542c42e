using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>Renders samples with reused buffers; one instance per thread. A sample is a pure function of (seed, index).</summary>
internal sealed class DigitRenderer(ulong seed)
{
    public const int ClassCount = 10;

    // Streams from this index on shuffle labels; those below render samples.
    private const uint LabelStreams = 1u << 31;

    private readonly DigitTraceGenerator _hand = new();
    private readonly PenTrace _trace = new();
    private readonly DigitRasterizer _image = new();

    /// <summary>Renders sample <paramref name="index"/> to <paramref name="pixels"/> [28, 28] and returns its digit.</summary>
    public int Render(int index, Span<byte> pixels)
    {
        var digit = LabelOf(index);
        var random = new SeededRandom(seed, RandomPurpose.Generation, (uint)index);
        _hand.Generate(digit, random, _trace);
        _image.Draw(_trace, PenRadius(random), pixels);
        return digit;
    }

    /// <summary>The pen radius in pixels, 0.74 to 3.2: mostly fine pens, a few felt tips.</summary>
    private static double PenRadius(SeededRandom random)
    {
        var width = random.NextIrwinHall();
        return 1.13 + 0.33 * width + 0.07 * width * width;
    }

    /// <summary>
    /// The digit of sample <paramref name="index"/>. Each aligned block of ten samples is a Fisher-Yates permutation of the
    /// ten digits, so the classes are balanced.
    /// </summary>
    private int LabelOf(int index)
    {
        var random = new SeededRandom(seed, RandomPurpose.Generation, LabelStreams | (uint)(index / ClassCount));
        Span<int> digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for (var i = ClassCount - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (digits[i], digits[j]) = (digits[j], digits[i]);
        }

        return digits[index % ClassCount];
    }
}
