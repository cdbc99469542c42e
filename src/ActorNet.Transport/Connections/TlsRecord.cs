namespace ActorNet.Transport.Connections;

/// <summary>Distinguishes TLS from frames by the first bytes (RFC 8446, 5.1: a record starts with its type and version 3.x).</summary>
internal static class TlsRecord
{
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte MajorVersion = 3;

    /// <summary>The end of a sentence after "sent ", for a peer that uses TLS where this side does not.</summary>
    public const string UnexpectedTls = "TLS, but this side has no certificates";

    /// <summary>A fatal alert "protocol version", sent to a peer that does not use TLS.</summary>
    public static ReadOnlySpan<byte> ProtocolVersionAlert => [Alert, MajorVersion, 3, 0, 2, 2, 70];

    public static bool IsRecordType(byte value) => value is Alert or Handshake;

    public static bool IsRecordStart(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && IsRecordType(bytes[0]) && bytes[1] == MajorVersion;
}
