using System.Globalization;
using System.Text.Json;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>Three coordinators of one run, each with an address of its own.</summary>
internal sealed class TestQuorum
{
    // Linux answers at all of 127.0.0.0/8, so that no other test has these addresses, and no port has to be found.
    private static readonly string Subnet = string.Create(CultureInfo.InvariantCulture, $"127.{1 + Environment.ProcessId / 256 % 250}.{Environment.ProcessId % 256}");
    private static int _count;

    private readonly TestCluster _cluster;
    private readonly List<ClusterProcess> _coordinators = [];
    private readonly string[] _endpoints;

    public TestQuorum(TestCluster cluster)
    {
        _cluster = cluster;
        var first = 3 * Interlocked.Increment(ref _count);
        _endpoints = [.. Enumerable.Range(first, 3).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Subnet}.{i}:4710"))];
    }

    /// <summary>Whether all have one folder, as on a shared volume, instead of each its own.</summary>
    public bool IsOneFolder { get; init; }

    /// <summary>What workers join.</summary>
    public string Endpoints => string.Join(',', _endpoints);

    /// <summary>The coordinators that were started, in order.</summary>
    public IReadOnlyList<ClusterProcess> Coordinators => _coordinators;

    /// <summary>Starts one of them.</summary>
    /// <param name="number">Which.</param>
    /// <param name="epochs">How long the run is.</param>
    /// <param name="options">What else it is told.</param>
    public ClusterProcess Start(int number, int epochs, params IEnumerable<string> options)
    {
        var process = _cluster.Start(
            $"coordinator {number}",
            ["coordinator", "--listen", _endpoints[number], "--peers", Endpoints, "--json", "--checkpoint-every", "20", .. Digits.Options(IsOneFolder ? FolderOf(0) : FolderOf(number), epochs), .. options]);
        _coordinators.Add(process);
        return process;
    }

    /// <summary>The run's folder of a coordinator, in the cluster's.</summary>
    public static string FolderOf(int number) => string.Create(CultureInfo.InvariantCulture, $"run-{number}");

    /// <summary>Awaits the one of these that trains.</summary>
    /// <returns>It, and the others.</returns>
    public static async Task<(ClusterProcess Active, ClusterProcess[] Others)> ActiveOf(params IReadOnlyList<ClusterProcess> coordinators)
    {
        var steps = coordinators.Select(coordinator => (Coordinator: coordinator, Step: coordinator.StepAsync(1))).ToList();
        var first = await Task.WhenAny(steps.Select(each => each.Step));
        await first;
        var active = steps.Single(each => each.Step == first).Coordinator;
        return (active, [.. coordinators.Where(each => each != active)]);
    }

    /// <summary>The epochs that a coordinator's summary tells of.</summary>
    public int[] EpochsOf(int number)
    {
        var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(_cluster.PathOf(FolderOf(number)), "summary.json"))).RootElement;
        return [.. summary.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetProperty("epoch").GetInt32())];
    }
}
