using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Chaos.World;

/// <summary>Where a round takes place: a folder, hosts, and processes, all of which are gone at its end.</summary>
internal sealed class Stage
{
    private readonly Cleanup _cleanup;
    private readonly Dictionary<string, string> _environment;

    /// <summary>Makes the folder.</summary>
    /// <param name="folder">The folder, which does not exist.</param>
    /// <param name="shared">What rounds share: the data, and the workers' cache.</param>
    /// <param name="hasNetworks">Whether hosts get networks of their own.</param>
    /// <param name="cleanup">What is to be undone is added to it.</param>
    public Stage(string folder, string shared, bool hasNetworks, Cleanup cleanup)
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

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The hosts.</summary>
    public Networks Networks { get; }

    /// <summary>All processes that were started, ended or not.</summary>
    public List<ClusterProcess> Processes { get; } = [];

    /// <summary>A disk of its own for a run.</summary>
    public SmallDisk AddDisk(string name) => new(PathOf(name), _cleanup);

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The address that a coordinator on a host listens on, HOST:PORT.</summary>
    public string EndpointOn(string host) => $"{Networks.AddressOf(host)}:4710";

    /// <summary>Starts the command on a host.</summary>
    public ClusterProcess Start(string name, string host, IEnumerable<string> arguments)
    {
        var process = new ClusterProcess(name, Folder, arguments, _environment, Networks.LauncherOn(host));
        _cleanup.Add(process.Dispose);
        Processes.Add(process);
        return process;
    }
}
