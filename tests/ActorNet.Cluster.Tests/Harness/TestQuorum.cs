using System.Globalization;
using System.Text.Json;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests.Harness;

/// <summary>Three coordinators of one run, each at its own address.</summary>
internal sealed class TestQuorum
{
    // Linux answers at all of 127.0.0.0/8, so no other test uses these addresses, and no free port has to be found.
    private static readonly string Subnet = string.Create(
        CultureInfo.InvariantCulture, $"127.{1 + Environment.ProcessId / 256 % 250}.{Environment.ProcessId % 256}");
    private static int _count;

    private readonly ProcessCluster _cluster;
    private readonly List<ActorNetProcess> _coordinators = [];
    private readonly string[] _endpoints;

    public TestQuorum(ProcessCluster cluster)
    {
        _cluster = cluster;
        var first = 3 * Interlocked.Increment(ref _count);
        _endpoints = [.. Enumerable.Range(first, 3).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Subnet}.{i}:4710"))];
    }

    /// <summary>Whether all use one folder, as on a shared volume, instead of one each.</summary>
    public bool SharesFolder { get; init; }

    /// <summary>The value of `--join` for workers.</summary>
    public string Endpoints => string.Join(',', _endpoints);

    /// <summary>The started coordinators, in order.</summary>
    public IReadOnlyList<ActorNetProcess> Coordinators => _coordinators;

    /// <summary>Starts coordinator <paramref name="number"/>.</summary>
    public ActorNetProcess Start(int number, int epochs, params IEnumerable<string> options)
    {
        var process = _cluster.Start(
            $"coordinator {number}",
            [
                "coordinator", "--listen", _endpoints[number], "--peers", Endpoints, "--json", "--checkpoint-every", "20",
                .. Digits.Options(SharesFolder ? FolderOf(0) : FolderOf(number), epochs), .. options,
            ]);
        _coordinators.Add(process);
        return process;
    }

    /// <summary>The folder of a coordinator's run, in the cluster's folder.</summary>
    public static string FolderOf(int number) => string.Create(CultureInfo.InvariantCulture, $"run-{number}");

    /// <summary>Waits until one of these coordinators trains.</summary>
    /// <returns>The active coordinator, and the others.</returns>
    public static async Task<(ActorNetProcess Active, ActorNetProcess[] Others)> FindActiveAsync(
        params IReadOnlyList<ActorNetProcess> coordinators)
    {
        var steps = coordinators.Select(coordinator => (Coordinator: coordinator, Step: coordinator.WaitForStepAsync(1))).ToList();
        var first = await Task.WhenAny(steps.Select(each => each.Step));
        await first;
        var active = steps.Single(each => each.Step == first).Coordinator;
        return (active, [.. coordinators.Where(each => each != active)]);
    }

    /// <summary>Waits until all but one of the started coordinators stand by: the run can begin.</summary>
    public async Task WaitForStandbysAsync()
    {
        var waits = _coordinators.ConvertAll(WaitForStandbyAsync);
        while (waits.Count > 1)
        {
            var ended = await Task.WhenAny(waits);
            await ended;
            waits.Remove(ended);
        }
    }

    public static Task WaitForStandbyAsync(ActorNetProcess coordinator) => coordinator.WaitForEventAsync(
        "progress", progress => progress.GetProperty("text").GetString()!.StartsWith("Standing by", StringComparison.Ordinal));

    /// <summary>Waits until a coordinator's folder has a checkpoint: a standby has joined the others and copied one.</summary>
    public Task WaitForCheckpointAsync(int number)
    {
        var folder = Path.Combine(_cluster.PathOf(FolderOf(number)), "checkpoints");
        return Poll.UntilAsync(
            () => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(),
            $"there is a checkpoint in '{folder}'",
            () => string.Join('\n', _coordinators.Select(coordinator => $"{coordinator.Name}: {coordinator.Transcript}")));
    }

    /// <summary>The epochs in a coordinator's summary.</summary>
    public int[] EpochsOf(int number)
    {
        var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(_cluster.PathOf(FolderOf(number)), "summary.json"))).RootElement;
        return [.. summary.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetProperty("epoch").GetInt32())];
    }
}
