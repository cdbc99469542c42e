using System.Globalization;
using System.Text.Json;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>Processes that train together on loopback, in a folder of their own. All are killed, and the folder is deleted, at the end.</summary>
internal sealed class TestCluster : IDisposable
{
    private readonly List<ClusterProcess> _processes = [];
    private readonly Dictionary<string, string> _environment = new()
    {
        ["ACTORNET_OFFLINE"] = "1",
        ["ACTORNET_DATA"] = "",
        ["DOTNET_NOLOGO"] = "1",
    };

    public TestCluster() => Digits.Write(Path.Combine(Folder, Digits.Name));

    /// <summary>Where processes run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("actornet-cluster-").FullName;

    /// <summary>The cache that processes share, unless another is named.</summary>
    public string Cache => PathOf("cache");

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Starts a coordinator and awaits its endpoint.</summary>
    /// <param name="arguments">What it is to train, and how.</param>
    /// <param name="port">Where it listens; 0 for any free port.</param>
    public async Task<(ClusterProcess Process, string Endpoint)> CoordinatorAsync(IEnumerable<string> arguments, int port = 0)
    {
        var process = Start("coordinator", ["coordinator", "--listen", Loopback(port), "--cluster-port", "0", "--json", .. arguments]);
        var listening = await process.EventAsync("coordinator-listening");
        return (process, listening.GetProperty("endpoint").GetString()!);
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="name">Its name in the run.</param>
    /// <param name="endpoint">Whom it joins.</param>
    /// <param name="options">Its other options, separated by blanks.</param>
    /// <param name="cache">Its cache; null for the common one.</param>
    /// <param name="flipsBitFrom">From which gradient on it computes wrongly; null never.</param>
    public ClusterProcess Worker(string name, string endpoint, string options = "--threads 1", string? cache = null, int? flipsBitFrom = null) =>
        Start(
            name, ["worker", "--join", endpoint, "--name", name, "--json", .. Words(options)],
            ("XDG_CACHE_HOME", cache ?? Cache), ("ACTORNET_TEST_FLIP_BIT_FROM", flipsBitFrom?.ToString(CultureInfo.InvariantCulture) ?? ""));

    /// <summary>How the run stands, by the command.</summary>
    public async Task<JsonElement> StatusAsync(string endpoint)
    {
        var status = Start("status", ["status", "--join", endpoint, "--json"]);
        await status.EndsAsync();
        return status.LastObject;
    }

    /// <summary>Starts any command.</summary>
    public ClusterProcess Start(string name, IEnumerable<string> arguments, params IEnumerable<(string Name, string Value)> environment)
    {
        var all = new Dictionary<string, string>(_environment) { ["XDG_CACHE_HOME"] = Cache };
        foreach (var (variable, value) in environment)
            all[variable] = value;
        var process = new ClusterProcess(name, Folder, arguments, all);
        _processes.Add(process);
        return process;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
