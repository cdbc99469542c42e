using System.Globalization;
using ActorNet.Testing;

namespace ActorNet.Chaos.Environments;

/// <summary>
/// A network namespace for each host, with addresses 10.231.0.0/24, whose link can be cut. Without namespaces all hosts are this machine, on
/// loopback.
/// </summary>
internal sealed class Networks
{
    // Linux answers at all of 127.0.0.0/8, so each host has its own address there too, different from those of other processes.
    private static readonly string LoopbackNet = string.Create(
        CultureInfo.InvariantCulture, $"127.{1 + Environment.ProcessId / 256 % 250}.{Environment.ProcessId % 256}");

    private readonly NamespaceNetwork? _namespaces;
    private readonly List<string> _hosts = [];

    public Networks(bool useNamespaces, Cleanup cleanup)
    {
        if (useNamespaces)
            _namespaces = new NamespaceNetwork(
                string.Create(CultureInfo.InvariantCulture, $"actornet{Environment.ProcessId}"), "10.231.0", cleanup);
    }

    /// <summary>Whether namespaces can be created on this machine.</summary>
    public static Lazy<bool> IsSupported { get; } = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        using var cleanup = new Cleanup();
        try
        {
            new Networks(useNamespaces: true, cleanup).AddHost("probe");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    });

    /// <summary>Whether each host has its own namespace.</summary>
    public bool UsesNamespaces => _namespaces is not null;

    public void AddHost(string host)
    {
        _hosts.Add(host);
        _namespaces?.AddHost(host);
    }

    public string AddressOf(string host) => _namespaces?.AddressOf(host)
        ?? string.Create(CultureInfo.InvariantCulture, $"{LoopbackNet}.{1 + _hosts.IndexOf(host)}");

    /// <summary>The command prefix that starts a program on a host; empty on loopback.</summary>
    public IReadOnlyList<string> LauncherOn(string host) => _namespaces?.LauncherOn(host) ?? [];

    /// <summary>Plugs a host's link in or out. Not on loopback.</summary>
    public void SetConnected(string host, bool isConnected) => SystemCommand.Run(
        "ip", "-n", _namespaces!.Switch, "link", "set", _namespaces.PortOf(host), isConnected ? "up" : "down");

    /// <summary>Whether a host's packets to another arrive. Not on loopback.</summary>
    public void SetReachable(string host, string other, bool isReachable) => SystemCommand.Run(
        "ip", "-n", _namespaces!.NamespaceOf(host), "route", isReachable ? "delete" : "add", "blackhole", $"{AddressOf(other)}/32");
}
