using ActorNet.Learning;

namespace ActorNet.Pictures.Images;

/// <summary>
/// Reads a portable graymap (netpbm, "pgm"): "P2" with text numbers or "P5" with bytes, then width, height and maximum value,
/// with comments from # to the end of the line. Values are scaled to 0 .. 255.
/// </summary>
internal static class PgmReader
{
    private const int MaxValue = ushort.MaxValue;

    /// <summary>Whether the content starts with a graymap's signature.</summary>
    public static bool IsPgm(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 2 && bytes[0] == 'P' && bytes[1] is (byte)'2' or (byte)'5' && IsSpace(bytes[2]);

    /// <exception cref="InvalidInputException">The content is damaged or has too many pixels.</exception>
    public static GrayImage Read(ReadOnlySpan<byte> bytes, string path)
    {
        var isText = bytes[1] == '2';
        var position = 2;
        var columns = Number(bytes, ref position, path);
        var rows = Number(bytes, ref position, path);
        var greatest = Number(bytes, ref position, path);
        if (columns == 0 || rows == 0 || greatest is 0 or > MaxValue)
            throw Damaged(path, FormattableString.Invariant($"it claims {columns} x {rows} pixels with values up to {greatest}"));
        ImageFile.CheckSize(columns, rows, path);
        // Exactly one whitespace character ends the header; all bytes after it are pixels.
        var rest = bytes[Math.Min(position + 1, bytes.Length)..];
        var perPixel = greatest > byte.MaxValue ? 2 : 1;
        var count = rows * columns;
        if (rest.Length < (isText ? 2L * count - 1 : (long)perPixel * count))
            throw Damaged(path, FormattableString.Invariant($"its {columns} x {rows} pixels are not all there"));
        var pixels = new byte[count];
        position = 0;
        for (var i = 0; i < count; i++)
        {
            var value = isText ? Number(rest, ref position, path)
                : perPixel == 2 ? rest[2 * i] << 8 | rest[2 * i + 1]
                : rest[i];
            if (value > greatest)
                throw Damaged(path, FormattableString.Invariant($"pixel {i} is {value}, above {greatest}"));
            pixels[i] = (byte)((value * byte.MaxValue + greatest / 2) / greatest);
        }

        return new GrayImage(rows, columns, pixels);
    }

    private static int Number(ReadOnlySpan<byte> bytes, ref int position, string path)
    {
        while (position < bytes.Length && (IsSpace(bytes[position]) || bytes[position] == '#'))
        {
            if (bytes[position] == '#')
                while (position < bytes.Length && bytes[position] != '\n')
                    position++;
            else
                position++;
        }

        var start = position;
        var value = 0;
        while (position < bytes.Length && char.IsAsciiDigit((char)bytes[position]) && position - start < 9)
            value = 10 * value + bytes[position++] - '0';
        return position > start ? value : throw Damaged(path, FormattableString.Invariant($"a number is expected at byte {position}"));
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 11 or 12;

    private static InvalidInputException Damaged(string path, string why) =>
        InvalidInputException.Of($"Image '{path}'", $"is not a readable PGM file: {why}");
}
