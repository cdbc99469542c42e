using ActorNet.Transport.Security;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Testing;

/// <summary>Certificates of one authority, an expired one, and one of another authority.</summary>
internal static class TestCertificates
{
    private static readonly FakeTimeProvider HundredDaysAgo = new(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(100));
    private static readonly Dictionary<string, NodeCertificates> Ours = Make("coordinator", "worker", "expired");

    public static NodeCertificates Coordinator => Ours["coordinator"];

    public static NodeCertificates Worker => Ours["worker"];

    /// <summary>Of the same authority, but expired 99 days ago; its own clock is 100 days behind, so it does not notice.</summary>
    public static NodeCertificates Expired => Ours["expired"];

    /// <summary>Of another authority, with the name of a known node.</summary>
    public static NodeCertificates Stranger { get; } = Make("worker")["worker"];

    private static Dictionary<string, NodeCertificates> Make(params string[] names)
    {
        using var folder = new TemporaryFolder();
        using var authority = CertificateAuthority.OpenOrCreate(folder.Path, HundredDaysAgo);
        return names.ToDictionary(name => name, name =>
        {
            var isExpired = name == "expired";
            authority.AddNode(name, days: isExpired ? 1 : 825);
            return NodeCertificates.Load(folder[name], isExpired ? HundredDaysAgo : TimeProvider.System);
        });
    }
}
