using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Learning;

namespace ActorNet.Transport.Authentication;

/// <summary>
/// What coordinator and workers of a run share, and show each other that they know without ever saying it: each proves it by an HMAC-SHA256
/// (RFC 2104) over what both have made up for this one time. It tells nobody what it is, whatever it is asked.
/// </summary>
public sealed class JoinSecret
{
    /// <summary>The fewest and the most characters.</summary>
    public const int MinCharacters = 16, MaxCharacters = 4096;

    private const int NonceBytes = 16;

    private readonly byte[] _key;

    private JoinSecret(byte[] key) => _key = key;

    /// <summary>Takes the secret from a text; line ends behind it do not count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it is from, as a sentence begins.</param>
    /// <exception cref="InvalidInputException">It is too short to be one, or too long.</exception>
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
    /// <exception cref="InvalidInputException">It cannot be read, or has none.</exception>
    public static JoinSecret Read(string path)
    {
        try
        {
            // The longest secret in the longest UTF-8, and line ends.
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

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "a join secret";

    /// <summary>A number that was never used before, in lower-case hexadecimal.</summary>
    internal static string NewNonce(RandomNumberGenerator random)
    {
        var bytes = new byte[NonceBytes];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Proves that whoever says this knows the secret.</summary>
    /// <returns>The proof, in lower-case hexadecimal.</returns>
    internal string Prove(HandshakeTranscript talk, JoinSide side) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Said(talk, side)));

    /// <summary>Whether a proof is that of somebody who knows the secret. How long it takes to say no tells nothing.</summary>
    internal bool IsProved(string proof, HandshakeTranscript talk, JoinSide side) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(Prove(talk, side)));

    /// <summary>What is proved, each text behind its length, so that no two talks are the same bytes.</summary>
    private static byte[] Said(HandshakeTranscript talk, JoinSide side)
    {
        using var said = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in new[] { "actornet join", side.ToString(), talk.WorkerNonce, talk.CoordinatorNonce, talk.Worker })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            said.Write(length);
            said.Write(bytes);
        }

        return said.ToArray();
    }
}
