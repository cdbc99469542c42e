using System.Buffers.Binary;
using ActorNet.Learning.Numerics;

namespace ActorNet.Fuzz.Inputs;

/// <summary>Changes bytes like disks, networks and attackers do.</summary>
internal static class Mutation
{
    private const int MaxEdits = 4;
    private const int MaxPieceLength = 32;

    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 7, 8, 127, 128, 255, 256, 65_535, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue,
        long.MinValue,
    ];

    /// <summary>One to four edits of <paramref name="original"/>, half of them in its first <paramref name="head"/> bytes.</summary>
    /// <param name="original">A valid input; it is not changed.</param>
    /// <param name="head">The length of the part in which the reader takes decisions.</param>
    /// <param name="words">Tokens of the format; may be empty.</param>
    /// <param name="others">Other valid inputs, parts of which are spliced in; may be empty.</param>
    /// <param name="random">The source of all decisions.</param>
    public static byte[] Of(byte[] original, int head, IReadOnlyList<byte[]> tokens, IReadOnlyList<byte[]> others, SeededRandom random)
    {
        var bytes = original;
        for (var edits = 1 + random.NextInt(MaxEdits); edits > 0; edits--)
            bytes = Edit(bytes, head, tokens, others, random);
        return bytes;
    }

    private static byte[] Edit(byte[] bytes, int head, IReadOnlyList<byte[]> tokens, IReadOnlyList<byte[]> others, SeededRandom random)
    {
        if (bytes.Length == 0)
            return [(byte)random.NextInt(256)];
        var at = random.NextInt(random.NextInt(2) == 0 ? Math.Min(head, bytes.Length) : bytes.Length);
        var length = Math.Min(1 + random.NextInt(MaxPieceLength), bytes.Length - at);
        switch (random.NextInt(11))
        {
            case 0:
                return bytes[..at];
            case 1:
                return Splice(bytes, at, length, []);
            case 2:
                return Splice(bytes, at, 0, bytes.AsSpan(at, length));
            case 3 when tokens.Count > 0:
                return Splice(bytes, at, 0, tokens[random.NextInt(tokens.Count)]);
            case 4 when tokens.Count > 0:
                return Overwrite(bytes, at, tokens[random.NextInt(tokens.Count)]);
            case 5 when others.Count > 0:
                var other = others[random.NextInt(others.Count)];
                return Splice(bytes, at, random.NextInt(2) * length, other.AsSpan(Math.Min(at, other.Length)));
            case 6:
                return Overwrite(bytes, at, BoundaryNumber(random));
            case 7:
                var from = random.NextInt(bytes.Length);
                return Overwrite(bytes, at, bytes.AsSpan(from, Math.Min(length, bytes.Length - from)));
            case 8:
                return Overwrite(bytes, at, [(byte)random.NextInt(256)]);
            default:
                return Overwrite(bytes, at, [(byte)(bytes[at] ^ (1 << random.NextInt(8)))]);
        }
    }

    /// <summary>A boundary value in 2, 4 or 8 bytes, in either byte order.</summary>
    private static byte[] BoundaryNumber(SeededRandom random)
    {
        var value = Numbers[random.NextInt(Numbers.Length)] + random.NextInt(3) - 1;
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes = bytes[..(2 << random.NextInt(3))];
        if (random.NextInt(2) == 0)
            bytes.AsSpan().Reverse();
        return bytes;
    }

    private static byte[] Splice(ReadOnlySpan<byte> bytes, int at, int removed, ReadOnlySpan<byte> inserted) =>
        [.. bytes[..at], .. inserted, .. bytes[(at + removed)..]];

    private static byte[] Overwrite(ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        var result = bytes.ToArray();
        with[..Math.Min(with.Length, result.Length - at)].CopyTo(result.AsSpan(at));
        return result;
    }
}
