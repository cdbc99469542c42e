using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Learning;

namespace ActorNet.Transport.Security;

/// <summary>
/// By what a node shows who it is and knows the others: its own certificate with its key, and the authority that all nodes' certificates
/// are of. Whoever has a certificate of the authority is let in, whatever name stands in it; the machine's own list of authorities is never asked.
/// </summary>
public sealed class NodeCertificates
{
    /// <summary>The files of a folder of certificates, in PEM.</summary>
    public const string AuthorityFile = "ca.crt", CertificateFile = "node.crt", KeyFile = "node.key";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _authorities;
    private readonly SslStreamCertificateContext _context;
    private readonly TimeProvider _time;

    private NodeCertificates(X509Certificate2Collection authorities, X509Certificate2 own, TimeProvider time)
    {
        (_authorities, Own, _time) = (authorities, own, time);
        // Offline: what is missing of the chain is nowhere to be downloaded.
        _context = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
    }

    /// <summary>The node's own certificate, with its key.</summary>
    internal X509Certificate2 Own { get; }

    /// <summary>Reads <see cref="AuthorityFile"/>, <see cref="CertificateFile"/> and <see cref="KeyFile"/> of a folder, and checks that they are of any use.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock by which certificates expire.</param>
    /// <exception cref="InvalidInputException">Something is missing, not readable, expired, or does not fit the rest.</exception>
    public static NodeCertificates Load(string folder, TimeProvider time)
    {
        if (!Directory.Exists(folder))
            throw InvalidInputException.Of(
                $"Certificate folder '{folder}'", "does not exist", $"it has {AuthorityFile}, {CertificateFile} and {KeyFile}",
                "make it with `actornet certs init`");
        var authorities = CertificateFiles.ReadAll(folder, AuthorityFile);
        var own = CertificateFiles.ReadWithKey(folder, CertificateFile, KeyFile);
        var certificates = new NodeCertificates(authorities, own, time);
        return certificates.Reject(own) is not { } wrong
            ? certificates
            : throw InvalidInputException.Of(
                $"'{Path.Combine(folder, CertificateFile)}'", $"is {wrong}",
                advice: $"give one that `actornet certs init` has made with the authority in {AuthorityFile}");
    }

    /// <summary>Judges a certificate that somebody shows: it must be of the authority, valid now, and for servers and clients alike.</summary>
    /// <returns>What is wrong with it, as the end of a sentence; null where it is good.</returns>
    internal string? Reject(X509Certificate2? shown)
    {
        if (shown is null)
            return "no certificate";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        if (chain.Build(shown))
            return null;
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, each) => flags | each.Status);
        // Of a stranger's certificate nothing else is worth a word.
        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0)
            return "a certificate of another authority";
        if ((status & X509ChainStatusFlags.NotTimeValid) != 0)
            return FormattableString.Invariant($"a certificate that is valid from {shown.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {shown.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, and not now");
        return (status & X509ChainStatusFlags.NotValidForUsage) != 0
            ? "a certificate that is not for servers and clients alike"
            : $"a certificate that is not good ({status})";
    }

    /// <summary>How a connection is taken.</summary>
    /// <param name="accept">Judges the other side's certificate.</param>
    internal SslServerAuthenticationOptions ServerOptions(RemoteCertificateValidationCallback accept) => new()
    {
        ServerCertificateContext = _context,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        CertificateChainPolicy = Unused(),
        RemoteCertificateValidationCallback = accept,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    /// <summary>How a connection is opened.</summary>
    /// <param name="host">Whom it is opened to; not compared with the certificate's name.</param>
    /// <param name="accept">Judges the other side's certificate.</param>
    internal SslClientAuthenticationOptions ClientOptions(string host, RemoteCertificateValidationCallback accept) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        EncryptionPolicy = EncryptionPolicy.RequireEncryption,
        CertificateChainPolicy = Unused(),
        RemoteCertificateValidationCallback = accept,
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    /// <summary>
    /// A policy for the chain that the runtime builds before it asks us, whose judgement we do not heed: it must at least not
    /// download what a stranger's certificate tells it to.
    /// </summary>
    private static X509ChainPolicy Unused() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
}
