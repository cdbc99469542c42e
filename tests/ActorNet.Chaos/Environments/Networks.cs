using System.Globalization;

namespace ActorNet.Chaos.World;

/// <summary>
/// Network namespaces, one for each host, joined by a bridge in one more: addresses 10.231.0.0/24 that nobody outside sees. Nothing of the machine's own
/// network is touched, and all of it goes with the namespaces. Where they cannot be had all hosts are this machine, on loopback.
/// </summary>
internal sealed class Networks
{
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"actornet{Environment.ProcessId}");
    // Linux answers at all of 127.0.0.0/8, so each host has an address of its own there too, and other processes have others.
    private static readonly string LoopbackNet = string.Create(
        CultureInfo.InvariantCulture, $"127.{1 + Environment.ProcessId / 256 % 250}.{Environment.ProcessId % 256}");

    private readonly Cleanup _cleanup;
    private readonly Dictionary<string, int> _hosts = [];

    /// <summary>Makes the bridge.</summary>
    public Networks(bool areSeparate, Cleanup cleanup)
    {
        (AreSeparate, _cleanup) = (areSeparate, cleanup);
        if (!areSeparate)
            return;
        AddNamespace(Hub);
        Tool.Run("ip", "-n", Hub, "link", "add", "bridge", "type", "bridge");
        Tool.Run("ip", "-n", Hub, "link", "set", "bridge", "up");
    }

    /// <summary>Whether namespaces can be made here.</summary>
    public static Lazy<bool> CanBeHad { get; } = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        using var cleanup = new Cleanup();
        try
        {
            new Networks(areSeparate: true, cleanup).AddHost("probe");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    });

    /// <summary>Whether hosts have networks of their own.</summary>
    public bool AreSeparate { get; }

    private string Hub => $"{_prefix}-hub";

    /// <summary>Adds a host.</summary>
    public void AddHost(string host)
    {
        var number = _hosts.Count + 1;
        _hosts.Add(host, number);
        if (!AreSeparate)
            return;
        AddNamespace(NamespaceOf(host));
        Tool.Run("ip", "-n", Hub, "link", "add", Port(host), "type", "veth", "peer", "name", "eth0", "netns", NamespaceOf(host));
        Tool.Run("ip", "-n", Hub, "link", "set", Port(host), "master", "bridge", "up");
        Tool.Run("ip", "-n", NamespaceOf(host), "address", "add", $"{AddressOf(host)}/24", "dev", "eth0");
        Tool.Run("ip", "-n", NamespaceOf(host), "link", "set", "eth0", "up");
        Tool.Run("ip", "-n", NamespaceOf(host), "link", "set", "lo", "up");
    }

    /// <summary>A host's address.</summary>
    public string AddressOf(string host) => string.Create(
        CultureInfo.InvariantCulture, $"{(AreSeparate ? "10.231.0" : LoopbackNet)}.{_hosts[host]}");

    /// <summary>What starts a program on a host; nothing where it is this machine.</summary>
    public IReadOnlyList<string> LauncherOn(string host) => AreSeparate ? ["ip", "netns", "exec", NamespaceOf(host)] : [];

    /// <summary>Cuts a host off, or joins it again.</summary>
    public void SetJoined(string host, bool isJoined) => Tool.Run("ip", "-n", Hub, "link", "set", Port(host), isJoined ? "up" : "down");

    private string NamespaceOf(string host) => $"{_prefix}-{host}";

    private string Port(string host) => string.Create(CultureInfo.InvariantCulture, $"port{_hosts[host]}");

    private void AddNamespace(string name)
    {
        Tool.Run("ip", "netns", "add", name);
        _cleanup.Add(() => Tool.Run("ip", "netns", "delete", name));
    }
}
