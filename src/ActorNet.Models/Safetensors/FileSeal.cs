using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Learning;
using ActorNet.Models.Files;

namespace ActorNet.Models.Safetensors;

/// <summary>
/// A safetensors file's SHA-256 in its own metadata: over all of its bytes, with zeros where the hash's digits stand. It guards against a
/// disk that lies: no byte can change unnoticed.
/// </summary>
internal static class FileSeal
{
    /// <summary>Where the hash stands in the metadata.</summary>
    public const string Key = "sha256";

    private const int BlockBytes = 1 << 16;

    /// <summary>What stands there while the hash is computed.</summary>
    public static string Blank { get; } = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>The same file with its hash in place of <see cref="Blank"/>.</summary>
    public static SafetensorsFile Close(SafetensorsFile file)
    {
        using var hashing = new HashingStream();
        file.Write(hashing);
        return file with { Metadata = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal) { [Key] = hashing.Sha256() } };
    }

    /// <summary>Compares the hash of a file, whose structure has been checked, with the one it carries.</summary>
    /// <param name="stream">The file, all of the stream.</param>
    /// <param name="name">What error sentences call it.</param>
    /// <param name="sha256">The hash in its metadata.</param>
    /// <exception cref="InvalidInputException">They differ: the file is damaged.</exception>
    public static void Check(Stream stream, string name, string sha256)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BlankedHeader(stream, sha256));
        var block = new byte[BlockBytes];
        for (int read; (read = stream.Read(block)) > 0;)
            hash.AppendData(block.AsSpan(0, read));
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) is var computed && computed != sha256)
            throw InvalidInputException.Of($"File '{name}'", $"is damaged: its content has SHA-256 {computed}", $"its metadata say {sha256}");
    }

    /// <summary>The length and the header that begin the file, with the hash's digits replaced.</summary>
    private static byte[] BlankedHeader(Stream stream, string sha256)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(length);
        var header = new byte[sizeof(ulong) + BinaryPrimitives.ReadInt64LittleEndian(length)];
        length.CopyTo(header);
        stream.ReadExactly(header.AsSpan(sizeof(ulong)));
        var digits = Encoding.UTF8.GetBytes(sha256);
        if (digits.Length == Blank.Length && header.AsSpan().IndexOf(digits) is >= 0 and var at)
            Encoding.UTF8.GetBytes(Blank, header.AsSpan(at));
        return header;
    }
}
