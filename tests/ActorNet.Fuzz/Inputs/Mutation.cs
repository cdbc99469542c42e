using System.Buffers.Binary;
using ActorNet.Learning.Numerics;

namespace ActorNet.Fuzz.Inputs;

/// <summary>Does to bytes what disks, networks and attackers do.</summary>
internal static class Mutation
{
    private const int MaxEdits = 4;
    private const int MaxPiece = 32;

    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 7, 8, 127, 128, 255, 256, 65_535, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue,
    ];

    /// <summary>One to four edits of <paramref name="original"/>, half of them in its first <paramref name="head"/> bytes.</summary>
    /// <param name="original">What is sound; it is not written to.</param>
    /// <param name="head">Where the reader has decisions to make.</param>
    /// <param name="words">What means something in the format; may be empty.</param>
    /// <param name="others">Other sound inputs, parts of which are spliced in; may be empty.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Of(byte[] original, int head, IReadOnlyList<byte[]> words, IReadOnlyList<byte[]> others, SeededRandom random)
    {
        var bytes = original;
        for (var edits = 1 + random.NextInt(MaxEdits); edits > 0; edits--)
            bytes = Edit(bytes, head, words, others, random);
        return bytes;
    }

    private static byte[] Edit(byte[] bytes, int head, IReadOnlyList<byte[]> words, IReadOnlyList<byte[]> others, SeededRandom random)
    {
        if (bytes.Length == 0)
            return [(byte)random.NextInt(256)];
        var at = random.NextInt(random.NextInt(2) == 0 ? Math.Min(head, bytes.Length) : bytes.Length);
        var length = Math.Min(1 + random.NextInt(MaxPiece), bytes.Length - at);
        switch (random.NextInt(11))
        {
            case 0:
                return bytes[..at];
            case 1:
                return Spliced(bytes, at, length, []);
            case 2:
                return Spliced(bytes, at, 0, bytes.AsSpan(at, length));
            case 3 when words.Count > 0:
                return Spliced(bytes, at, 0, words[random.NextInt(words.Count)]);
            case 4 when words.Count > 0:
                return Overwritten(bytes, at, words[random.NextInt(words.Count)]);
            case 5 when others.Count > 0:
                var other = others[random.NextInt(others.Count)];
                return Spliced(bytes, at, random.NextInt(2) * length, other.AsSpan(Math.Min(at, other.Length)));
            case 6:
                return Overwritten(bytes, at, Number(random));
            case 7:
                var from = random.NextInt(bytes.Length);
                return Overwritten(bytes, at, bytes.AsSpan(from, Math.Min(length, bytes.Length - from)));
            case 8:
                return Overwritten(bytes, at, [(byte)random.NextInt(256)]);
            default:
                return Overwritten(bytes, at, [(byte)(bytes[at] ^ (1 << random.NextInt(8)))]);
        }
    }

    /// <summary>A number that readers trip over, of 2, 4 or 8 bytes, in either order of them.</summary>
    private static byte[] Number(SeededRandom random)
    {
        var value = Numbers[random.NextInt(Numbers.Length)] + random.NextInt(3) - 1;
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes = bytes[..(2 << random.NextInt(3))];
        if (random.NextInt(2) == 0)
            bytes.AsSpan().Reverse();
        return bytes;
    }

    private static byte[] Spliced(ReadOnlySpan<byte> bytes, int at, int removed, ReadOnlySpan<byte> inserted) =>
        [.. bytes[..at], .. inserted, .. bytes[(at + removed)..]];

    private static byte[] Overwritten(ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        var result = bytes.ToArray();
        with[..Math.Min(with.Length, result.Length - at)].CopyTo(result.AsSpan(at));
        return result;
    }
}
