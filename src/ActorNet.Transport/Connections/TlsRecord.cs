namespace ActorNet.Transport.Connections;

/// <summary>What tells TLS from a frame at first sight (RFC 8446, 5.1: a record begins with its type and the version 3.x).</summary>
internal static class TlsRecord
{
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte MajorVersion = 3;

    /// <summary>What is said of it where none is spoken, as the end of a sentence after "sent ".</summary>
    public const string UnexpectedTls = "TLS, which this side was given no certificates for";

    /// <summary>A fatal alert "protocol version", to tell whoever speaks no TLS that he should.</summary>
    public static ReadOnlySpan<byte> ProtocolVersionAlert => [Alert, MajorVersion, 3, 0, 2, 2, 70];

    /// <summary>Whether what begins so may be TLS.</summary>
    public static bool IsRecordType(byte value) => value is Alert or Handshake;

    /// <summary>Whether these are the first bytes of a handshake or an alert.</summary>
    public static bool IsRecordStart(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && IsRecordType(bytes[0]) && bytes[1] == MajorVersion;
}
