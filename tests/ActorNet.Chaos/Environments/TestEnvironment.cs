using ActorNet.Chaos.Plan;
using ActorNet.Testing;
using ActorNet.Testing.Processes;

namespace ActorNet.Chaos.Environments;

/// <summary>The environment of a round: a folder, hosts and processes. All are removed at its end.</summary>
internal sealed class TestEnvironment
{
    private readonly Cleanup _cleanup;
    private readonly Dictionary<string, string> _environment;

    /// <param name="folder">Must not exist.</param>
    /// <param name="shared">The folder that rounds share: the data, and the workers' cache.</param>
    /// <param name="hasNetworks">Whether each host gets a network namespace.</param>
    /// <param name="cleanup">Gets the actions to undo.</param>
    public TestEnvironment(string folder, string shared, bool hasNetworks, Cleanup cleanup)
    {
        (Folder, _cleanup) = (folder, cleanup);
        Directory.CreateDirectory(folder);
        Networks = new Networks(hasNetworks, cleanup);
        _environment = new Dictionary<string, string>
        {
            ["ACTORNET_OFFLINE"] = "1",
            ["ACTORNET_DATA"] = "",
            ["DOTNET_NOLOGO"] = "1",
            ["XDG_CACHE_HOME"] = Path.Combine(shared, "cache"),
        };
    }

    public string Folder { get; }

    public Networks Networks { get; }

    /// <summary>All started processes, including those that have exited.</summary>
    public List<ActorNetProcess> Processes { get; } = [];

    public TrainerDisk AddDisk(string name)
    {
        Directory.CreateDirectory(PathOf(name));
        if (!SmallDisk.IsAvailable)
            return new TrainerDisk(null);
        var disk = new SmallDisk(PathOf(name), mebibytes: 12);
        _cleanup.Add(disk.Dispose);
        return new TrainerDisk(disk);
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>HOST:PORT of a coordinator on this host.</summary>
    public string EndpointOn(string host) => $"{Networks.AddressOf(host)}:4710";

    /// <summary>Starts the actornet command on a host; with a lie, the one whose worker computes wrongly.</summary>
    public ActorNetProcess Start(string name, string host, IEnumerable<string> arguments, Lie? lie = null)
    {
        var process = new ActorNetProcess(
            name, Folder, [.. lie?.Arguments ?? [], .. arguments], _environment, Networks.LauncherOn(host),
            lie is null ? "actornet.dll" : "ActorNet.FaultyWorker.dll");
        _cleanup.Add(process.Dispose);
        Processes.Add(process);
        return process;
    }
}
