using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Learning;

namespace ActorNet.Transport.Security;

/// <summary>
/// A private certificate authority in a folder: a self-signed certificate (RFC 5280, ECDSA on P-256) and its key, which signs the
/// certificates of nodes. Existing files are never overwritten.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>The authority's key. It signs new nodes, so it must stay secret.</summary>
    public const string AuthorityKeyFile = "ca.key";

    /// <summary>The default validity of a node's certificate, in days.</summary>
    public const int DefaultDays = 825;

    /// <summary>The validity of the authority's certificate and the limit for a node's, in days.</summary>
    public const int MaxDays = 3650;

    // Clocks of machines differ, so certificates are valid from some time before they are made.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private static readonly OidCollection NodeUsages = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")]; // server, client

    private readonly string _folder;
    private readonly TimeProvider _time;

    private CertificateAuthority(string folder, X509Certificate2 certificate, TimeProvider time, bool isNew) =>
        (_folder, Certificate, _time, IsNew) = (folder, certificate, time, isNew);

    /// <summary>The authority's certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    public bool IsNew { get; }

    /// <summary>Opens the authority in a folder, or creates one.</summary>
    /// <exception cref="InvalidInputException">
    /// Certificate or key is missing, damaged or expired, or the folder is not writable.
    /// </exception>
    public static CertificateAuthority OpenOrCreate(string folder, TimeProvider time)
    {
        var (hasCertificate, hasKey) = (
            File.Exists(Path.Combine(folder, NodeCertificates.AuthorityFile)), File.Exists(Path.Combine(folder, AuthorityKeyFile)));
        if (hasCertificate != hasKey)
        {
            const string CertificateFile = NodeCertificates.AuthorityFile;
            var (there, missing) = hasKey ? (AuthorityKeyFile, CertificateFile) : (CertificateFile, AuthorityKeyFile);
            throw InvalidInputException.Of(
                $"'{folder}'", $"has {there} and not {missing}", "an authority has both",
                "give the folder of an authority, or one with neither");
        }

        if (!hasCertificate)
            return new CertificateAuthority(folder, Create(folder, time), time, isNew: true);
        var certificate = CertificateFiles.ReadWithKey(folder, NodeCertificates.AuthorityFile, AuthorityKeyFile);
        return certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime
            ? new CertificateAuthority(folder, certificate, time, isNew: false)
            : throw InvalidInputException.Of(
                $"The authority in '{folder}'", "is no longer valid",
                advice: "make another in another folder, and give all nodes certificates of it");
    }

    /// <summary>Creates the folder of a node with its certificate, its key and the authority's certificate, unless it exists.</summary>
    /// <param name="name">The node's host name or address, and the name of its folder.</param>
    /// <param name="days">The validity in days, limited to that of the authority.</param>
    /// <returns>The node's certificate, and whether it was just created.</returns>
    /// <exception cref="InvalidInputException">
    /// The name is not valid, the existing folder is not a valid node, or it is not writable.
    /// </exception>
    public (X509Certificate2 Certificate, bool IsNew) AddNode(string name, int days)
    {
        CheckName(name);
        var folder = Path.Combine(_folder, name);
        if (Path.Exists(folder))
            return (NodeCertificates.Load(folder, _time).Own, IsNew: false);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(NodeUsages, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(AlternativeNameOf(name));
        var now = _time.GetUtcNow();
        var end = now.AddDays(days);
        var last = new DateTimeOffset(Certificate.NotAfter.ToUniversalTime());
        var certificate = request.Create(
            Certificate, Later(now - ClockSkew, Certificate.NotBefore.ToUniversalTime()), end < last ? end : last, SerialNumber());
        NewFileWriter.Write(
            folder,
            (NodeCertificates.KeyFile, key.ExportPkcs8PrivateKeyPem(), true),
            (NodeCertificates.AuthorityFile, Certificate.ExportCertificatePem(), false),
            (NodeCertificates.CertificateFile, certificate.ExportCertificatePem(), false));
        return (certificate, IsNew: true);
    }

    public static void CheckName(string name)
    {
        if (name.Length is 0 or > 64 || name[0] == '.' || name.EndsWith('.')
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or ':')
            || (name.Contains(':', StringComparison.Ordinal) && !IPAddress.TryParse(name, out _)))
            throw new InvalidInputException(
                "NodeName", name,
                "a host name or an address: 1 to 64 ASCII letters, digits, hyphens, underscores and dots, no dot at either end");
    }

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 Create(string folder, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A unique name, so that error messages distinguish authorities.
        var request = new CertificateRequest(
            NameOf($"ActorNet authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        var certificate = request.CreateSelfSigned(now - ClockSkew, now.AddDays(MaxDays));
        NewFileWriter.Write(
            folder,
            (AuthorityKeyFile, key.ExportPkcs8PrivateKeyPem(), true),
            (NodeCertificates.AuthorityFile, certificate.ExportCertificatePem(), false));
        return certificate;
    }

    private static X500DistinguishedName NameOf(string name)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    private static X509Extension AlternativeNameOf(string name)
    {
        var builder = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            builder.AddIpAddress(address);
        else
            builder.AddDnsName(name);
        return builder.Build();
    }

    private static byte[] SerialNumber()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        bytes[0] = (byte)(bytes[0] & 0x7F | 0x40); // positive, and of this length (RFC 5280, 4.1.2.2)
        return bytes;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTime other) => one > other ? one : new DateTimeOffset(other);
}
