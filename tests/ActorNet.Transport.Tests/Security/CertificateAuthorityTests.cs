using System.Security.Cryptography.X509Certificates;
using ActorNet.Learning;
using ActorNet.Testing;
using ActorNet.Transport.Security;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Transport.Tests.Security;

public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 20, 15, 30, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Existing_authority_and_nodes_stay_unchanged()
    {
        Add("a");
        var before = Files();
        Add("a", "b");
        var after = Files();
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
        Assert.Equal(before.Count + 3, after.Count);
    }

    [Fact]
    public void Keys_are_readable_by_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
            return;
        Add("a");
        foreach (var key in new[] { _folder["ca.key"], _folder["a/node.key"] })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    [Theory]
    [InlineData("worker-1", "DNS Name=worker-1|DNS:worker-1")]
    [InlineData("node.example.org", "DNS Name=node.example.org|DNS:node.example.org")]
    [InlineData("192.0.2.7", "IP Address=192.0.2.7|IP Address:192.0.2.7")]
    [InlineData("2001:db8::1", "IP Address=2001:db8::1|IP Address:2001:DB8:0:0:0:0:0:1")]
    public void Certificate_names_the_node(string name, string allowed)
    {
        using var certificate = Assert.Single(Add(name));
        Assert.Equal($"CN={name}", certificate.Subject);
        Assert.Contains(certificate.Extensions.First(extension => extension.Oid!.Value == "2.5.29.17").Format(false), allowed.Split('|'));
    }

    [Fact]
    public void Validity_is_limited_to_that_of_the_authority()
    {
        using var authority = CertificateAuthority.OpenOrCreate(_folder.Path, _clock);
        Assert.Equal(_clock.GetUtcNow().AddDays(3650), authority.Certificate.NotAfter.ToUniversalTime());
        Assert.Equal(_clock.GetUtcNow().AddDays(5), authority.AddNode("short", 5).Certificate.NotAfter.ToUniversalTime());
        _clock.Advance(TimeSpan.FromDays(3000));
        Assert.Equal(authority.Certificate.NotAfter, authority.AddNode("long", 825).Certificate.NotAfter);
    }

    [Fact]
    public void Expired_authority_creates_no_node()
    {
        Add("a");
        _clock.Advance(TimeSpan.FromDays(3651));
        var error = Assert.Throws<InvalidInputException>(() => Add("b"));
        Assert.Equal(
            $"The authority in '{_folder.Path}' is no longer valid; make another in another folder, and give all nodes certificates of it.",
            error.Message);
        Assert.False(Directory.Exists(_folder["b"]));
    }

    [Theory]
    [InlineData("ca.key", "ca.crt")]
    [InlineData("ca.crt", "ca.key")]
    public void Incomplete_authority_is_not_overwritten(string missing, string left)
    {
        Add("a");
        File.Delete(_folder[missing]);
        var bytes = File.ReadAllBytes(_folder[left]);
        var error = Assert.Throws<InvalidInputException>(() => Add("b"));
        Assert.Equal(
            $"'{_folder.Path}' has {left} and not {missing}; an authority has both; give the folder of an authority, or one with neither.",
            error.Message);
        Assert.Equal(bytes, File.ReadAllBytes(_folder[left]));
    }

    [Fact]
    public void Incomplete_node_is_not_overwritten()
    {
        Add("a");
        File.Delete(_folder["a/node.crt"]);
        var key = File.ReadAllBytes(_folder["a/node.key"]);
        Assert.StartsWith(
            $"'{_folder["a/node.crt"]}' is missing", Assert.Throws<InvalidInputException>(() => Add("a")).Message, StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllBytes(_folder["a/node.key"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("häuschen")]
    [InlineData("ca.crt")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Invalid_name_creates_nothing(string name)
    {
        Add();
        var before = Files();
        Assert.Throws<InvalidInputException>(() => Add(name));
        Assert.Equal(before.Keys, Files().Keys);
    }

    private List<X509Certificate2> Add(params string[] names)
    {
        using var authority = CertificateAuthority.OpenOrCreate(_folder.Path, _clock);
        return [.. names.Select(name => authority.AddNode(name, 825).Certificate)];
    }

    private SortedDictionary<string, string> Files() =>
        new(
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText),
            StringComparer.Ordinal);
}
