using ActorNet.Cli.Bench.Scaling;
using ActorNet.Testing;
using ActorNet.Testing.Processes;

namespace ActorNet.Scaling.Machines;

/// <summary>
/// Network namespaces in place of machines, each with a link to a bridge in one more, as to a switch: addresses 10.77.0.0/24, invisible
/// outside. The machine's own network is not touched, and everything disappears with the namespaces.
/// </summary>
internal sealed class MachineNetwork
{
    /// <summary>How the namespaces of all processes of this program begin; the process's number follows.</summary>
    public const string Prefix = "actornet-scaling-";

    /// <summary>A machine's end of its link.</summary>
    public const string Device = "eth0";

    private readonly LinkShape _shape;
    private readonly Cleanup _cleanup;
    private int _machines;

    public MachineNetwork(LinkShape shape, Cleanup cleanup)
    {
        (_shape, _cleanup) = (shape, cleanup);
        AddNamespace(Switch);
        SystemCommand.Run("ip", "-n", Switch, "link", "add", "bridge", "type", "bridge");
        SystemCommand.Run("ip", "-n", Switch, "link", "set", "bridge", "up");
    }

    private static string Switch => NamespaceOf("switch");

    /// <summary>Whether links can be delayed: some kernels have no netem.</summary>
    /// <exception cref="InvalidOperationException">Namespaces or limits of the rate are not possible here.</exception>
    public static bool CanDelay()
    {
        using var cleanup = new Cleanup();
        var probe = new MachineNetwork(new LinkShape(new LinkRate(1e9), LinkDelay.None), cleanup);
        probe.AddMachine("probe");
        return SystemCommand.Try("tc", "-n", Switch, "qdisc", "add", "dev", "bridge", "root", "netem", "delay", "1us") is null;
    }

    /// <returns>The machine's address.</returns>
    public string AddMachine(string name)
    {
        var number = ++_machines;
        var (machine, port, address) = (NamespaceOf(name), Invariant($"port{number}"), Invariant($"10.77.0.{number}"));
        AddNamespace(machine);
        SystemCommand.Run("ip", "-n", Switch, "link", "add", port, "type", "veth", "peer", "name", Device, "netns", machine);
        SystemCommand.Run("ip", "-n", Switch, "link", "set", port, "master", "bridge", "up");
        SystemCommand.Run("ip", "-n", machine, "address", "add", $"{address}/24", "dev", Device);
        SystemCommand.Run("ip", "-n", machine, "link", "set", Device, "up");
        SystemCommand.Run("ip", "-n", machine, "link", "set", "lo", "up");
        _shape.Apply(machine, Device);
        _shape.Apply(Switch, port);
        return address;
    }

    /// <summary>The command prefix that starts a program on a machine.</summary>
    public static IReadOnlyList<string> LauncherOn(string name) => ["ip", "netns", "exec", NamespaceOf(name)];

    private static string NamespaceOf(string name) => Invariant($"{Prefix}{Environment.ProcessId}-{name}");

    private void AddNamespace(string name)
    {
        SystemCommand.Run("ip", "netns", "add", name);
        _cleanup.Add(() => SystemCommand.Run("ip", "netns", "delete", name));
    }
}
