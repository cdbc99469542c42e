using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>
/// Writes samples one after another with the same buffers; one per thread. A sample is a pure function of (seed, index).
/// </summary>
internal sealed class DigitSource(ulong seed)
{
    /// <summary>The number of different digits.</summary>
    public const int ClassCount = 10;

    // Streams above this index shuffle labels; those below write samples.
    private const uint LabelStreams = 1u << 31;

    private readonly DigitHand _hand = new();
    private readonly PenTrace _trace = new();
    private readonly DigitImage _image = new();

    /// <summary>Writes sample <paramref name="index"/> to <paramref name="pixels"/> [28, 28] and returns its digit.</summary>
    public int Render(int index, Span<byte> pixels)
    {
        var digit = LabelOf(index);
        var random = new SeededRandom(seed, RandomPurpose.Generation, (uint)index);
        _hand.Write(digit, random, _trace);
        var width = random.NextBell();
        var radius = Math.Max(0.6, 1.13 + 0.33 * width + 0.07 * width * width);
        _image.Draw(_trace, radius, 1.35, pixels);
        return digit;
    }

    /// <summary>
    /// The digit of sample <paramref name="index"/>. Every ten samples from a multiple of ten on are a permutation of the
    /// ten digits (Fisher and Yates), so the classes are balanced.
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
