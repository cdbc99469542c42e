using ActorNet.Chaos.Plan;
using ActorNet.Testing;
using ActorNet.TestKit.Processes;

namespace ActorNet.Chaos.Environments;

/// <summary>The environment of a round: a folder, hosts and processes. All are removed at its end.</summary>
internal sealed class TestEnvironment
{
    private readonly Cleanup _cleanup;
    private readonly string _cache;

    /// <param name="folder">Must not exist.</param>
    /// <param name="shared">The folder that rounds share: the data, and the workers' cache.</param>
    /// <param name="hasNetworks">Whether each host gets a network namespace.</param>
    /// <param name="cleanup">Gets the actions to undo.</param>
    public TestEnvironment(string folder, string shared, bool hasNetworks, Cleanup cleanup)
    {
        (Folder, _cleanup, _cache) = (folder, cleanup, Path.Combine(shared, "cache"));
        Directory.CreateDirectory(folder);
        Networks = new Networks(hasNetworks, cleanup);
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
        var programs = ProcessStart.DefaultPrograms;
        var start = lie is null
            ? new ProcessStart(name, ProcessStart.CommandIn(programs), arguments, Folder)
            : new ProcessStart(name, ProcessStart.TestWorkerIn(programs), [.. lie.Fault.Arguments, .. arguments], Folder);
        var process = new ActorNetProcess(
            start with { Environment = [("XDG_CACHE_HOME", _cache)], Launcher = Networks.LauncherOn(host) });
        _cleanup.Add(process.Dispose);
        Processes.Add(process);
        return process;
    }
}
