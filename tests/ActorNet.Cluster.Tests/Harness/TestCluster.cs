using System.Globalization;
using System.Text.Json;
using ActorNet.Testing.Processes;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>Processes that train together on loopback, in their own folder. Dispose kills them and deletes the folder.</summary>
internal sealed class TestCluster : IDisposable
{
    private readonly List<ActorNetProcess> _processes = [];
    private readonly Dictionary<string, string> _environment = new()
    {
        ["ACTORNET_OFFLINE"] = "1",
        ["ACTORNET_DATA"] = "",
        ["DOTNET_NOLOGO"] = "1",
    };

    public TestCluster() => Digits.Write(Path.Combine(Folder, Digits.Name));

    /// <summary>The working directory of all processes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("actornet-cluster-").FullName;

    /// <summary>The cache of processes without a cache of their own.</summary>
    public string Cache => PathOf("cache");

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Starts a coordinator and waits for its endpoint. Port 0 is any free port.</summary>
    public async Task<(ActorNetProcess Process, string Endpoint)> StartCoordinatorAsync(IEnumerable<string> arguments, int port = 0)
    {
        var process = Start("coordinator", ["coordinator", "--listen", Loopback(port), "--cluster-port", "0", "--json", .. arguments]);
        var listening = await process.WaitForEventAsync("coordinator-listening");
        return (process, listening.GetProperty("endpoint").GetString()!);
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="name">The worker's name in the run.</param>
    /// <param name="endpoint">The coordinator's endpoint.</param>
    /// <param name="options">Other options, separated by blanks.</param>
    /// <param name="cache">The worker's cache; null for the shared one.</param>
    public ActorNetProcess StartWorker(
        string name, string endpoint, string options = "--threads 1", string? cache = null) =>
        Start(name, WorkerArguments(name, endpoint, options), ("XDG_CACHE_HOME", cache ?? Cache));

    /// <summary>Starts a worker that flips a bit of each gradient from <paramref name="firstWrong"/> on, counted from 0 with the canary.</summary>
    public ActorNetProcess StartFaultyWorker(string name, string endpoint, int firstWrong)
    {
        string[] arguments =
            ["gradients", firstWrong.ToString(CultureInfo.InvariantCulture), .. WorkerArguments(name, endpoint, "--threads 1")];
        var process = new ActorNetProcess(
            name, Folder, arguments, new Dictionary<string, string>(_environment) { ["XDG_CACHE_HOME"] = Cache }, program: "ActorNet.FaultyWorker.dll");
        _processes.Add(process);
        return process;
    }

    /// <summary>The output of `actornet status`.</summary>
    public async Task<JsonElement> GetStatusAsync(string endpoint)
    {
        var status = Start("status", ["status", "--join", endpoint, "--json"]);
        await status.ExpectExitAsync();
        return status.LastObject;
    }

    /// <summary>Starts any actornet command.</summary>
    public ActorNetProcess Start(string name, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var all = new Dictionary<string, string>(_environment) { ["XDG_CACHE_HOME"] = Cache };
        foreach (var (variable, value) in environment)
            all[variable] = value;
        var process = new ActorNetProcess(name, Folder, arguments, all);
        _processes.Add(process);
        return process;
    }

    /// <summary>Computes every step of a run again: if all holds, its chain is that of an undisturbed run.</summary>
    public Task ExpectVerifiedAsync(string run) => Start($"verify {run}", ["verify", PathOf(run), "--all"]).ExpectExitAsync();

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static IEnumerable<string> WorkerArguments(string name, string endpoint, string options) =>
        ["worker", "--join", endpoint, "--name", name, "--json", .. Words(options)];

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
