using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Models.Files;

namespace ActorNet.Models.Safetensors;

/// <summary>
/// A safetensors file's SHA-256 in its own metadata: over all of the file's bytes, with zeros in place of the hash's digits.
/// It detects any changed byte, for example after silent disk corruption.
/// </summary>
internal static class EmbeddedHash
{
    public const string Key = "sha256";

    private const int BlockBytes = 1 << 16;

    /// <summary>The value of <see cref="Key"/> while the hash is computed.</summary>
    public static string Placeholder { get; } = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>Returns the file with its hash in place of <see cref="Placeholder"/>.</summary>
    public static SafetensorsFile Embed(SafetensorsFile file)
    {
        using var hashing = new HashingStream();
        file.Write(hashing);
        return file with { Metadata = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal) { [Key] = hashing.Sha256() } };
    }

    /// <summary>Compares a file's hash with the embedded one; the file's structure must already be checked.</summary>
    /// <exception cref="InvalidInputException">They differ: the file is damaged.</exception>
    public static void Verify(Stream stream, string name, string sha256)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(HeaderWithPlaceholder(stream, sha256));
        var block = new byte[BlockBytes];
        for (int read; (read = stream.Read(block)) > 0;)
            hash.AppendData(block.AsSpan(0, read));
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) is var computed && computed != sha256)
            throw InvalidInputException.Of(
                $"File '{name}'", $"is damaged: its content has SHA-256 {computed}", $"its metadata say {sha256}");
    }

    /// <summary>The file's leading length and header, with the hash's digits replaced.</summary>
    private static byte[] HeaderWithPlaceholder(Stream stream, string sha256)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(length);
        var header = new byte[sizeof(ulong) + BinaryPrimitives.ReadInt64LittleEndian(length)];
        length.CopyTo(header);
        stream.ReadExactly(header.AsSpan(sizeof(ulong)));
        var digits = Encoding.UTF8.GetBytes(sha256);
        if (digits.Length == Placeholder.Length && header.AsSpan().IndexOf(digits) is >= 0 and var at)
            Encoding.UTF8.GetBytes(Placeholder, header.AsSpan(at));
        return header;
    }
}
