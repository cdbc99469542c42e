using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Learning;

namespace ActorNet.Transport.Authentication;

/// <summary>
/// A secret shared by the coordinator and the workers of a run. It is never sent: each side proves that it knows it by an HMAC-SHA256
/// (RFC 2104) over fresh nonces of both. No member exposes it.
/// </summary>
public sealed class JoinSecret
{
    /// <summary>The allowed length in characters.</summary>
    public const int MinCharacters = 16, MaxCharacters = 4096;

    private const int NonceBytes = 16;

    private readonly byte[] _key;

    private JoinSecret(byte[] key) => _key = key;

    /// <summary>Parses a secret; trailing line ends are ignored.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where the text comes from, as the subject of an error message.</param>
    /// <exception cref="InvalidInputException">The secret is too short or too long.</exception>
    public static JoinSecret Parse(string text, string source)
    {
        var secret = text.TrimEnd('\r', '\n');
        return secret.Length is >= MinCharacters and <= MaxCharacters
            ? new JoinSecret(Encoding.UTF8.GetBytes(secret))
            : throw InvalidInputException.Of(
                source, $"has {secret.Length} characters",
                $"a join secret has {MinCharacters} to {MaxCharacters}, such as those of `openssl rand -hex 32`");
    }

    /// <summary>Reads the secret from a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read or contains no valid secret.</exception>
    public static JoinSecret Read(string path)
    {
        try
        {
            // MaxCharacters in UTF-8 take up to four bytes each; checked first so that a huge file is not read.
            return new FileInfo(path).Length <= 4 * MaxCharacters
                ? Parse(File.ReadAllText(path), $"Join secret file '{path}'")
                : throw InvalidInputException.Of(
                    $"Join secret file '{path}'", "is too long", $"a join secret has {MinCharacters} to {MaxCharacters} characters");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw InvalidInputException.Of($"Join secret file '{path}'", "does not exist", advice: "give an existing file", cause: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw InvalidInputException.Of($"Join secret file '{path}'", $"cannot be read: {error}", cause: error);
        }
    }

    /// <summary>A fixed text that does not reveal the secret.</summary>
    public override string ToString() => "a join secret";

    /// <summary>A random nonce of 16 bytes in lower-case hexadecimal.</summary>
    internal static string NewNonce(RandomNumberGenerator random)
    {
        var bytes = new byte[NonceBytes];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>The proof that <paramref name="role"/> knows the secret, in lower-case hexadecimal.</summary>
    internal string Prove(HandshakeTranscript transcript, HandshakeRole role) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encode(transcript, role)));

    /// <summary>Verifies a proof in constant time, so that the duration reveals nothing about the expected value.</summary>
    internal bool Verify(string proof, HandshakeTranscript transcript, HandshakeRole role) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(Prove(transcript, role)));

    /// <summary>
    /// The bytes under the HMAC. Each text is preceded by its length, so that different transcripts never encode to the same bytes.
    /// </summary>
    private static byte[] Encode(HandshakeTranscript transcript, HandshakeRole role)
    {
        using var message = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        string[] parts = ["actornet join", role.ToString(), transcript.WorkerNonce, transcript.CoordinatorNonce, transcript.Worker];
        foreach (var text in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            message.Write(length);
            message.Write(bytes);
        }

        return message.ToArray();
    }
}
