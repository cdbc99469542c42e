using System.Globalization;

namespace ActorNet.Testing;

/// <summary>
/// Network namespaces in place of machines, each with a link to a bridge in one more, as to a switch. Invisible outside: the machine's own
/// network is not touched, and everything disappears with the namespaces.
/// </summary>
internal sealed class NamespaceNetwork
{
    /// <summary>A host's end of its link.</summary>
    public const string Device = "eth0";

    /// <summary>The bridge, in <see cref="Switch"/>.</summary>
    public const string Bridge = "bridge";

    private readonly string _prefix;
    private readonly string _subnet;
    private readonly Cleanup _cleanup;
    private readonly Dictionary<string, int> _hosts = [];

    /// <param name="prefix">How the names of all its namespaces begin; unique on this machine.</param>
    /// <param name="subnet">The first three numbers of all addresses, such as "10.77.0".</param>
    /// <param name="cleanup">Gets the actions to undo.</param>
    /// <exception cref="InvalidOperationException">Namespaces cannot be created here.</exception>
    public NamespaceNetwork(string prefix, string subnet, Cleanup cleanup)
    {
        (_prefix, _subnet, _cleanup) = (prefix, subnet, cleanup);
        AddNamespace(Switch);
        SystemCommand.Run("ip", "-n", Switch, "link", "add", Bridge, "type", "bridge");
        SystemCommand.Run("ip", "-n", Switch, "link", "set", Bridge, "up");
    }

    /// <summary>The namespace of the bridge.</summary>
    public string Switch => NamespaceOf("switch");

    public void AddHost(string host)
    {
        _hosts.Add(host, _hosts.Count + 1);
        var (space, port) = (NamespaceOf(host), PortOf(host));
        AddNamespace(space);
        SystemCommand.Run("ip", "-n", Switch, "link", "add", port, "type", "veth", "peer", "name", Device, "netns", space);
        SystemCommand.Run("ip", "-n", Switch, "link", "set", port, "master", Bridge, "up");
        SystemCommand.Run("ip", "-n", space, "address", "add", $"{AddressOf(host)}/24", "dev", Device);
        SystemCommand.Run("ip", "-n", space, "link", "set", Device, "up");
        SystemCommand.Run("ip", "-n", space, "link", "set", "lo", "up");
    }

    public string AddressOf(string host) => string.Create(CultureInfo.InvariantCulture, $"{_subnet}.{_hosts[host]}");

    public string NamespaceOf(string host) => $"{_prefix}-{host}";

    /// <summary>The switch's end of a host's link.</summary>
    public string PortOf(string host) => string.Create(CultureInfo.InvariantCulture, $"port{_hosts[host]}");

    /// <summary>The command prefix that starts a program on a host.</summary>
    public IReadOnlyList<string> LauncherOn(string host) => ["ip", "netns", "exec", NamespaceOf(host)];

    private void AddNamespace(string name)
    {
        SystemCommand.Run("ip", "netns", "add", name);
        _cleanup.Add(() => SystemCommand.Run("ip", "netns", "delete", name));
    }
}
