using ActorNet.TestKit.Processes;

namespace ActorNet.TestKit.Tests.Processes;

/// <summary>Sentences of processes that do not do what is awaited. A shell takes the command's place: it starts at once.</summary>
public sealed class ProcessErrorsTests : IDisposable
{
    private const string Joined = """{"event":"worker-joined","worker":"alice"}""";

    private readonly ProcessCluster _cluster = new() { ResponseTimeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_missing_program_is_named_with_what_to_do()
    {
        using var cluster = new ProcessCluster { Programs = "/nowhere" };
        var failed = Assert.Throws<ProcessFailedException>(() => cluster.Start("train", ["train"]));
        Assert.Equal(
            "train cannot be started: there is no '/nowhere/actornet.dll'. A project that references src/ActorNet.TestKit gets it when it is "
            + "built; of other builds, set ProcessCluster.Programs to the folder of the programs.",
            failed.Message);
        Assert.Throws<ProcessFailedException>(() => cluster.StartFaultyWorker("alice", "127.0.0.1:1", WorkerFault.ComputeWrongly()));
    }

    [Fact]
    public void A_missing_launcher_is_named() => Assert.StartsWith(
        "alice cannot be started: '/no/launcher': ",
        Assert.Throws<ProcessFailedException>(() => Start(_cluster, "/no/launcher")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_deadline_names_process_event_and_output()
    {
        using var cluster = new ProcessCluster { ResponseTimeout = TimeSpan.FromSeconds(1) };
        var process = Start(cluster, "sh", "-c", $"echo '{Joined}'; echo warning >&2; exec sleep 60");
        await process.WaitForWorkerJoinedAsync("alice");
        var failed = await Assert.ThrowsAsync<ProcessFailedException>(() => process.WaitForWorkerLeftAsync("alice"));
        Assert.Equal(
            $"alice had no event worker-left of worker 'alice' within 1 s. It wrote:\n{Joined}\nand to standard error:\nwarning",
            failed.Message);
        failed = await Assert.ThrowsAsync<ProcessFailedException>(process.WaitForExitAsync);
        Assert.StartsWith("alice did not exit within 1 s. It wrote:\n", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exit_ends_every_wait_and_takes_no_signal()
    {
        var process = Shell("""echo '{"event":'; exit 3""");
        var failed = await Assert.ThrowsAsync<ProcessFailedException>(() => process.WaitForStepAsync(7));
        Assert.StartsWith("alice exited before event steps-completed of step 7 or later. ", failed.Message, StringComparison.Ordinal);
        failed = await Assert.ThrowsAsync<ProcessFailedException>(() => process.ExpectExitAsync());
        Assert.StartsWith("alice exited with 3 instead of 0. ", failed.Message, StringComparison.Ordinal);
        failed = Assert.Throws<ProcessFailedException>(() => process.Send(Signal.Kill));
        Assert.StartsWith("alice exited before Kill could be sent. ", failed.Message, StringComparison.Ordinal);
        failed = Assert.Throws<ProcessFailedException>(() => process.LastObject);
        Assert.StartsWith("alice wrote no JSON object. ", failed.Message, StringComparison.Ordinal);
        failed = Assert.Throws<ProcessFailedException>(() => process.Endpoint);
        Assert.StartsWith("alice has no endpoint: ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_weights_are_shown_with_those_that_were_expected()
    {
        var process = Shell("""echo '{"weightsSha256":"ab"}'""");
        var failed = await Assert.ThrowsAsync<ProcessFailedException>(() => process.ExpectWeightsAsync("cd"));
        Assert.StartsWith("alice exited with weights ab instead of cd. ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_kills_a_stopped_process_and_deletes_the_folder()
    {
        var process = Shell($"echo '{Joined}'; exec sleep 60");
        await process.WaitForEventAsync("worker-joined");
        process.Send(Signal.Stop);
        _cluster.Dispose();
        Assert.False(Directory.Exists(_cluster.Folder));
    }

    private ActorNetProcess Shell(string script) => Start(_cluster, "sh", "-c", script);

    private static ActorNetProcess Start(ProcessCluster cluster, params string[] launcher) => cluster.Start(
        new ProcessStart("alice", ProcessStart.CommandIn(cluster.Programs), [], cluster.Folder) { Launcher = launcher });
}
