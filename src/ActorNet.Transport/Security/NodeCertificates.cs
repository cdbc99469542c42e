using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Learning;

namespace ActorNet.Transport.Security;

/// <summary>
/// The TLS identity of a node: its certificate with its key, and the authority that signs the certificates of all nodes. Every certificate
/// of this authority is accepted, regardless of its name; the authorities trusted by the operating system are never used.
/// </summary>
public sealed class NodeCertificates
{
    /// <summary>The files of a certificate folder, in PEM.</summary>
    public const string AuthorityFile = "ca.crt", CertificateFile = "node.crt", KeyFile = "node.key";

    internal const string FolderContent = $"a certificate folder has {AuthorityFile}, {CertificateFile} and {KeyFile}";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly X509Certificate2Collection _authorities;
    private readonly SslStreamCertificateContext _context;
    private readonly TimeProvider _time;

    private NodeCertificates(X509Certificate2Collection authorities, X509Certificate2 own, TimeProvider time)
    {
        (_authorities, Own, _time) = (authorities, own, time);
        // Offline: missing certificates of the chain are never downloaded.
        _context = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
    }

    internal X509Certificate2 Own { get; }

    /// <summary>Reads and validates the <see cref="AuthorityFile"/>, the certificate and the key in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock for the validity of certificates.</param>
    /// <exception cref="InvalidInputException">A file is missing, unreadable or expired, or the files do not match.</exception>
    public static NodeCertificates Load(string folder, TimeProvider time)
    {
        if (!Directory.Exists(folder))
            throw InvalidInputException.Of(
                $"Certificate folder '{folder}'", "does not exist", $"it has {AuthorityFile}, {CertificateFile} and {KeyFile}",
                "make it with `actornet certs init`");
        var authorities = CertificateFiles.ReadAll(folder, AuthorityFile);
        var own = CertificateFiles.ReadWithKey(folder, CertificateFile, KeyFile);
        var certificates = new NodeCertificates(authorities, own, time);
        return certificates.Validate(own) is not { } problem
            ? certificates
            : throw InvalidInputException.Of(
                $"'{Path.Combine(folder, CertificateFile)}'", $"is {problem}",
                advice: $"give one that `actornet certs init` has made with the authority in {AuthorityFile}");
    }

    /// <summary>
    /// Validates a peer's certificate: signed by the authority, valid now, and for servers and clients alike. Returns the problem as the
    /// end of a sentence, or null.
    /// </summary>
    internal string? Validate(X509Certificate2? certificate)
    {
        if (certificate is null)
            return "no certificate";
        using var chain = new X509Chain { ChainPolicy = ClosedChainPolicy() };
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        if (chain.Build(certificate))
            return null;
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, each) => flags | each.Status);
        // For a certificate of another authority, other problems do not matter.
        const X509ChainStatusFlags OtherAuthority =
            X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;
        if ((status & OtherAuthority) != 0)
            return "a certificate of another authority";
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        if ((status & X509ChainStatusFlags.NotTimeValid) != 0)
            return FormattableString.Invariant(
                $"a certificate that is valid from {from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} UTC, and not now");
        return (status & X509ChainStatusFlags.NotValidForUsage) != 0
            ? "a certificate that is not for servers and clients alike"
            : $"a certificate that is not good ({status})";
    }

    /// <summary>The options of the accepting side; <paramref name="accept"/> validates the peer's certificate.</summary>
    internal SslServerAuthenticationOptions ServerOptions(RemoteCertificateValidationCallback accept) => new()
    {
        ServerCertificateContext = _context,
        ClientCertificateRequired = true,
        EnabledSslProtocols = Protocols,
        RemoteCertificateValidationCallback = accept,
        CertificateChainPolicy = ClosedChainPolicy(),
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    /// <summary>
    /// The options of the connecting side; <paramref name="accept"/> validates the peer's certificate, whose name is not compared with
    /// <paramref name="host"/>.
    /// </summary>
    internal SslClientAuthenticationOptions ClientOptions(string host, RemoteCertificateValidationCallback accept) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _context,
        EnabledSslProtocols = Protocols,
        RemoteCertificateValidationCallback = accept,
        CertificateChainPolicy = ClosedChainPolicy(),
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    /// <summary>
    /// Neither the system's authorities nor downloads from URLs in a certificate. Also for the chain that the runtime builds before it
    /// calls the validation callback, although its result is ignored.
    /// </summary>
    private static X509ChainPolicy ClosedChainPolicy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
}
