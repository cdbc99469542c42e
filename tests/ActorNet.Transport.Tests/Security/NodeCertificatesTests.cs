using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Learning;
using ActorNet.Testing;
using ActorNet.Transport.Security;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Transport.Tests.Security;

public sealed class NodeCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 20, 15, 30, TimeSpan.Zero));
    private readonly CertificateAuthority _authority;

    public NodeCertificatesTests()
    {
        _authority = CertificateAuthority.OpenOrCreate(_folder.Path, _clock);
        _authority.AddNode("node", days: 10);
    }

    private string Node => _folder["node"];

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Nodes_of_one_authority_accept_each_other()
    {
        _authority.AddNode("other", days: 10);
        Assert.Null(Load(Node).Validate(Load(_folder["other"]).Own));
    }

    [Fact]
    public void Missing_foreign_and_expired_certificates_are_rejected()
    {
        var node = Load(Node);
        Assert.Equal("no certificate", node.Validate(null));
        Assert.Equal("a certificate of another authority", node.Validate(TestCertificates.Stranger.Own));
        Assert.Equal("a certificate of another authority", node.Validate(SelfSigned("CN=node")));

        var own = node.Own;
        _clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal("a certificate that is valid from 2026-11-21 20:15 to 2026-12-02 20:15 UTC, and not now", node.Validate(own));
        _clock.SetUtcNow(_clock.GetUtcNow().AddDays(10_000)); // the authority is no longer valid either
        Assert.StartsWith("a certificate that is valid from", node.Validate(own), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1")] // server
    [InlineData("1.3.6.1.5.5.7.3.2")] // client
    [InlineData("1.3.6.1.5.5.7.3.4")] // e-mail
    public void Certificate_without_both_usages_is_rejected(string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var other = request.Create(_authority.Certificate, _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(1), [1]);
        Assert.Equal("a certificate that is not for servers and clients alike", Load(Node).Validate(other));
    }

    [Fact]
    public void Node_cannot_sign_certificates()
    {
        using var node = X509Certificate2.CreateFromPemFile(Path.Combine(Node, "node.crt"), Path.Combine(Node, "node.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=child", key, HashAlgorithmName.SHA256);
        // The library refuses to sign with a certificate that is no authority; an attacker with the node's key would not.
        using var child = request.Create(
            node.SubjectName, X509SignatureGenerator.CreateForECDsa(node.GetECDsaPrivateKey()!), _clock.GetUtcNow(),
            _clock.GetUtcNow().AddDays(1), [1]);
        Assert.NotNull(Load(Node).Validate(child));
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("node.crt")]
    [InlineData("node.key")]
    public void Missing_file_is_reported(string file)
    {
        File.Delete(Path.Combine(Node, file));
        Assert.Equal(
            $"'{Path.Combine(Node, file)}' is missing; a certificate folder has ca.crt, node.crt and node.key.", LoadError(Node));
    }

    [Theory]
    [InlineData("ca.crt", "has no certificate in PEM, or a damaged one.")]
    [InlineData("node.crt", "has no certificate in PEM, or a damaged one.")]
    [InlineData("node.key", "is not the key of '")]
    public void File_with_other_content_is_reported(string file, string problem)
    {
        File.WriteAllText(Path.Combine(Node, file), "Dear diary");
        Assert.StartsWith($"'{Path.Combine(Node, file)}' {problem}", LoadError(Node), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("node.crt")]
    public void Damaged_certificate_is_reported(string file)
    {
        var path = Path.Combine(Node, file);
        File.WriteAllText(path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.StartsWith($"'{path}' has no certificate in PEM", LoadError(Node), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_of_another_node_is_rejected()
    {
        _authority.AddNode("other", days: 10);
        File.Copy(Path.Combine(_folder["other"], "node.key"), Path.Combine(Node, "node.key"), overwrite: true);
        Assert.Equal($"'{Node}/node.key' is not the key of '{Node}/node.crt' (CN=node), or it is damaged or encrypted.", LoadError(Node));
    }

    [Fact]
    public void Authority_of_another_cluster_is_rejected()
    {
        using var others = new TemporaryFolder();
        CertificateAuthority.OpenOrCreate(others.Path, _clock).Dispose();
        File.Copy(others["ca.crt"], Path.Combine(Node, "ca.crt"), overwrite: true);
        Assert.Equal(
            $"'{Node}/node.crt' is a certificate of another authority; "
            + "give one that `actornet certs init` has made with the authority in ca.crt.",
            LoadError(Node));
    }

    [Fact]
    public void Expired_certificate_is_reported()
    {
        _clock.Advance(TimeSpan.FromDays(11));
        Assert.StartsWith(
            $"'{Node}/node.crt' is a certificate that is valid from 2026-11-21 20:15 to 2026-12-02 20:15 UTC, and not now; ",
            LoadError(Node), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_folder_is_reported() => Assert.Equal(
        "Certificate folder 'nowhere' does not exist; it has ca.crt, node.crt and node.key; make it with `actornet certs init`.",
        LoadError("nowhere"));

    private NodeCertificates Load(string folder) => NodeCertificates.Load(folder, _clock);

    private string LoadError(string folder) => Assert.Throws<InvalidInputException>(() => Load(folder)).Message;

    private X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(
            _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(1));
    }
}
