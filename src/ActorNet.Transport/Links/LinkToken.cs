using System.Security.Cryptography;

namespace ActorNet.Transport.Links;

/// <summary>What the opener of a tensor link shows, once: its issuer knows the opener by it.</summary>
internal static class LinkToken
{
    private const int Bytes = 16;

    /// <summary>A random token, in lower-case hexadecimal.</summary>
    public static string Create() => RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
}
