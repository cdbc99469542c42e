using ActorNet.Cli.Bench.Scaling;
using ActorNet.Testing;

namespace ActorNet.Scaling.Machines;

/// <summary>Network namespaces in place of machines, whose links have a rate and a delay: addresses 10.77.0.0/24, invisible outside.</summary>
internal sealed class MachineNetwork(LinkShape shape, Cleanup cleanup)
{
    /// <summary>How the namespaces of all processes of this program begin; the process's number follows.</summary>
    public const string Prefix = "actornet-scaling-";

    private readonly NamespaceNetwork _network = new(Invariant($"{Prefix}{Environment.ProcessId}"), "10.77.0", cleanup);

    /// <summary>Whether links can be delayed: some kernels have no netem.</summary>
    /// <exception cref="InvalidOperationException">Namespaces or limits of the rate are not possible here.</exception>
    public static bool CanDelay()
    {
        using var cleanup = new Cleanup();
        var probe = new MachineNetwork(new LinkShape(new LinkRate(1e9), LinkDelay.None), cleanup);
        probe.AddMachine("probe");
        return SystemCommand.Try(
            "tc", "-n", probe._network.Switch, "qdisc", "add", "dev", NamespaceNetwork.Bridge, "root", "netem", "delay", "1us") is null;
    }

    /// <returns>The machine's address.</returns>
    public string AddMachine(string name)
    {
        _network.AddHost(name);
        shape.Apply(_network.NamespaceOf(name), NamespaceNetwork.Device);
        shape.Apply(_network.Switch, _network.PortOf(name));
        return _network.AddressOf(name);
    }

    /// <summary>The command prefix that starts a program on a machine.</summary>
    public IReadOnlyList<string> LauncherOn(string name) => _network.LauncherOn(name);
}
