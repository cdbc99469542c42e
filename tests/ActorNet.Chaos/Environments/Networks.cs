using System.Globalization;
using ActorNet.Testing;
using ActorNet.Testing.Processes;

namespace ActorNet.Chaos.Environments;

/// <summary>
/// Network namespaces, one per host, connected by a bridge in one more: addresses 10.231.0.0/24, invisible outside. The machine's own
/// network is not touched, and everything disappears with the namespaces. Without namespaces all hosts are this machine, on loopback.
/// </summary>
internal sealed class Networks
{
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"actornet{Environment.ProcessId}");
    // Linux answers at all of 127.0.0.0/8, so each host has its own address there too, different from those of other processes.
    private static readonly string LoopbackNet = string.Create(
        CultureInfo.InvariantCulture, $"127.{1 + Environment.ProcessId / 256 % 250}.{Environment.ProcessId % 256}");

    private readonly Cleanup _cleanup;
    private readonly Dictionary<string, int> _hosts = [];

    public Networks(bool useNamespaces, Cleanup cleanup)
    {
        (UsesNamespaces, _cleanup) = (useNamespaces, cleanup);
        if (!useNamespaces)
            return;
        AddNamespace(Hub);
        SystemCommand.Run("ip", "-n", Hub, "link", "add", "bridge", "type", "bridge");
        SystemCommand.Run("ip", "-n", Hub, "link", "set", "bridge", "up");
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
    public bool UsesNamespaces { get; }

    private string Hub => $"{_prefix}-hub";

    public void AddHost(string host)
    {
        var number = _hosts.Count + 1;
        _hosts.Add(host, number);
        if (!UsesNamespaces)
            return;
        AddNamespace(NamespaceOf(host));
        SystemCommand.Run("ip", "-n", Hub, "link", "add", Port(host), "type", "veth", "peer", "name", "eth0", "netns", NamespaceOf(host));
        SystemCommand.Run("ip", "-n", Hub, "link", "set", Port(host), "master", "bridge", "up");
        SystemCommand.Run("ip", "-n", NamespaceOf(host), "address", "add", $"{AddressOf(host)}/24", "dev", "eth0");
        SystemCommand.Run("ip", "-n", NamespaceOf(host), "link", "set", "eth0", "up");
        SystemCommand.Run("ip", "-n", NamespaceOf(host), "link", "set", "lo", "up");
    }

    public string AddressOf(string host) => string.Create(
        CultureInfo.InvariantCulture, $"{(UsesNamespaces ? "10.231.0" : LoopbackNet)}.{_hosts[host]}");

    /// <summary>The command prefix that starts a program on a host; empty on loopback.</summary>
    public IReadOnlyList<string> LauncherOn(string host) => UsesNamespaces ? ["ip", "netns", "exec", NamespaceOf(host)] : [];

    public void SetConnected(string host, bool isConnected) =>
        SystemCommand.Run("ip", "-n", Hub, "link", "set", Port(host), isConnected ? "up" : "down");

    /// <summary>Whether a host's packets to another arrive.</summary>
    public void SetReachable(string host, string other, bool isReachable) => SystemCommand.Run(
        "ip", "-n", NamespaceOf(host), "route", isReachable ? "delete" : "add", "blackhole", $"{AddressOf(other)}/32");

    private string NamespaceOf(string host) => $"{_prefix}-{host}";

    private string Port(string host) => string.Create(CultureInfo.InvariantCulture, $"port{_hosts[host]}");

    private void AddNamespace(string name)
    {
        SystemCommand.Run("ip", "netns", "add", name);
        _cleanup.Add(() => SystemCommand.Run("ip", "netns", "delete", name));
    }
}
