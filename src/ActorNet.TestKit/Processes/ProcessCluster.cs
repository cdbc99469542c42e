using System.Text.Json;

namespace ActorNet.TestKit.Processes;

/// <summary>
/// Real actornet processes that train together on loopback, in a folder of their own. Dispose kills them, stopped or not, and deletes the
/// folder. What they share beyond that, such as processors, is the machine's: run one cluster at a time.
/// </summary>
public sealed class ProcessCluster : IDisposable
{
    private readonly List<ActorNetProcess> _processes = [];
    private readonly List<LinkProxy> _proxies = [];

    /// <summary>The working directory of all processes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("actornet-cluster-").FullName;

    /// <summary>
    /// The folder of actornet.dll and ActorNet.TestWorker.dll; if not set, the one that the build of a project that references the kit
    /// makes beside its assembly.
    /// </summary>
    public string Programs { get; init; } = ProcessStart.DefaultPrograms;

    /// <summary>The deadline of each wait for a process; longer than anything takes on a busy machine, if not set.</summary>
    public TimeSpan ResponseTimeout { get; init; } = ProcessStart.DefaultTimeout;

    /// <summary>The path of a file or folder in <see cref="Folder"/>.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>
    /// Starts `actornet coordinator --json` and waits until it listens: <see cref="ActorNetProcess.Endpoint"/>.
    /// </summary>
    /// <param name="options">Further arguments; without `--listen` and `--cluster-port` it takes any free ports of 127.0.0.1.</param>
    /// <exception cref="ProcessFailedException">It cannot be started, or does not listen.</exception>
    public async Task<ActorNetProcess> StartCoordinatorAsync(params IEnumerable<string> options)
    {
        string[] given = [.. options];
        var process = Start(
            "coordinator",
            [
                "coordinator", "--json", .. Default(given, "--listen", "127.0.0.1:0"), .. Default(given, "--cluster-port", "0"), .. given,
            ]);
        await process.WaitForEventAsync("coordinator-listening").ConfigureAwait(false);
        return process;
    }

    /// <summary>Starts `actornet worker --json`.</summary>
    /// <param name="name">The worker's name in the run.</param>
    /// <param name="join">The endpoint of its coordinator, or several with commas between them.</param>
    /// <param name="options">Further arguments; without `--threads` it has one.</param>
    /// <exception cref="ProcessFailedException">It cannot be started.</exception>
    public ActorNetProcess StartWorker(string name, string join, params IEnumerable<string> options) =>
        Start(name, WorkerArguments(name, join, options));

    /// <summary>
    /// Starts a worker that finds its coordinator, and opens its link to it, through a proxy. It is the command, but for the address of the
    /// link.
    /// </summary>
    /// <param name="name">The worker's name in the run.</param>
    /// <param name="through">The proxy, of <see cref="AddProxy"/>.</param>
    /// <param name="options">Further arguments; without `--threads` it has one.</param>
    /// <exception cref="ProcessFailedException">It cannot be started.</exception>
    public ActorNetProcess StartWorker(string name, LinkProxy through, params IEnumerable<string> options) =>
        StartTestWorker(name, ["through", through.Target, through.Endpoint], through.Endpoint, options);

    /// <summary>Starts a worker that does something wrong. It is the command, but for that.</summary>
    /// <param name="name">The worker's name in the run.</param>
    /// <param name="join">The endpoint of its coordinator, or several with commas between them.</param>
    /// <param name="fault">What it does wrong.</param>
    /// <param name="options">Further arguments; without `--threads` it has one.</param>
    /// <exception cref="ProcessFailedException">It cannot be started.</exception>
    public ActorNetProcess StartFaultyWorker(string name, string join, WorkerFault fault, params IEnumerable<string> options) =>
        StartTestWorker(name, fault.Arguments, join, options);

    /// <summary>Starts any actornet command.</summary>
    /// <param name="name">The process's name in errors.</param>
    /// <param name="arguments">The command's arguments, such as "train" and its options.</param>
    /// <param name="environment">
    /// Variables in addition to those of this process. ACTORNET_OFFLINE is 1, ACTORNET_DATA is empty and XDG_CACHE_HOME is the folder
    /// "cache" of the cluster, unless they are given.
    /// </param>
    /// <exception cref="ProcessFailedException">It cannot be started.</exception>
    public ActorNetProcess Start(string name, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment) =>
        Start(new ProcessStart(name, ProcessStart.CommandIn(Programs), arguments, Folder) { Environment = environment });

    /// <summary>Opens a proxy for links to a coordinator: it passes all bytes on, until it is told otherwise.</summary>
    /// <param name="coordinator">HOST:PORT as in <see cref="ActorNetProcess.Endpoint"/>.</param>
    public LinkProxy AddProxy(string coordinator)
    {
        var proxy = new LinkProxy(coordinator);
        _proxies.Add(proxy);
        return proxy;
    }

    /// <summary>The output of `actornet status --json`.</summary>
    /// <param name="endpoint">The endpoint of a coordinator.</param>
    /// <exception cref="ProcessFailedException">The coordinator does not answer.</exception>
    public async Task<JsonElement> GetStatusAsync(string endpoint)
    {
        var status = Start("status", ["status", "--join", endpoint, "--json"]);
        await status.ExpectExitAsync().ConfigureAwait(false);
        return status.LastObject;
    }

    /// <summary>
    /// Computes every step of a run again with `actornet verify --all`: if all holds, its chain is that of an undisturbed run.
    /// </summary>
    /// <param name="run">The run's folder, in <see cref="Folder"/>.</param>
    /// <exception cref="ProcessFailedException">Something does not hold.</exception>
    public Task ExpectVerifiedAsync(string run) => Start($"verify {run}", ["verify", PathOf(run), "--all"]).ExpectExitAsync();

    /// <summary>Kills all processes, closes the proxies, and deletes the folder.</summary>
    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        foreach (var proxy in _proxies)
            proxy.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    internal ActorNetProcess Start(ProcessStart start)
    {
        var process = new ActorNetProcess(start with { ResponseTimeout = ResponseTimeout });
        _processes.Add(process);
        return process;
    }

    private ActorNetProcess StartTestWorker(string name, IEnumerable<string> change, string join, IEnumerable<string> options) =>
        Start(new ProcessStart(name, ProcessStart.TestWorkerIn(Programs), [.. change, .. WorkerArguments(name, join, options)], Folder));

    private static string[] WorkerArguments(string name, string join, IEnumerable<string> options)
    {
        string[] given = [.. options];
        return ["worker", "--join", join, "--name", name, "--json", .. Default(given, "--threads", "1"), .. given];
    }

    /// <summary>An option with its value, unless it is given.</summary>
    private static string[] Default(string[] given, string option, string value) => given.Contains(option) ? [] : [option, value];
}
