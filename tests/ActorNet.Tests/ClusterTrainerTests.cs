using System.Net;
using System.Net.Sockets;
using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;

namespace ActorNet.Tests;

/// <summary>Coordinator and workers in one process, each in its own actor system, connected over loopback.</summary>
public sealed class ClusterTrainerTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly JoinSecret Secret = JoinSecret.Parse("correct horse battery", "It");

    private readonly string _cache = Directory.CreateTempSubdirectory("actornet-cluster-").FullName;
    private readonly Dataset _data = SmallData.Blobs(train: 240, test: 80);
    private readonly TrainingSpec _spec = SmallData.Spec(OptimizerKind.Adam, batch: 64, epochs: 6) with { ValidationSamples = 40 };

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(0, 2, false)]
    [InlineData(1, 1, false)]
    [InlineData(1, 2, true)]
    public async Task Cluster_run_ends_with_the_local_trainers_weights(int localWorkers, int remoteWorkers, bool isSecure)
    {
        var workerEvents = new List<WorkerEvent>();
        var result = await Train(localWorkers, remoteWorkers, workerEvents, isSecure);
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(_spec, _data)), result.WeightsSha256);
        Assert.Equal(localWorkers + remoteWorkers, result.Workers);
        Assert.Equal(remoteWorkers, workerEvents.OfType<RunLeft>().Count(left => !left.ComesBack && left.Reason == "the run is over"));
    }

    [Fact]
    public async Task Exposed_address_without_TLS_is_rejected_unless_insecure()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Coordinate(
            new ClusterOptions { Listen = new Endpoint("0.0.0.0", 0) }, 1, _ => { }));
        Assert.StartsWith(
            "Listen is 0.0.0.0; allowed is 127.0.0.1 without TLS, since any machine that reaches another address can then join the run "
                + "and read it; give certificates, or set is insecure on a trusted network.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var listen = await Assert.ThrowsAsync<InvalidInputException>(
            () => Coordinate(new ClusterOptions { Listen = new Endpoint("127.0.0.1", port), ClusterPort = 0 }, 1, _ => { }));
        Assert.Contains($"Listen is 127.0.0.1:{port}; allowed is a free port", listen.Message, StringComparison.Ordinal);
        var cluster = await Assert.ThrowsAsync<InvalidInputException>(
            () => Coordinate(new ClusterOptions { Listen = new Endpoint("127.0.0.1", 0), ClusterPort = port }, 1, _ => { }));
        Assert.Equal(
            $"Cluster port is 127.0.0.1:{port}; allowed is a free port, or 0 for any; another program uses this one.", cluster.Message);
    }

    [Fact]
    public async Task Worker_without_a_coordinator_times_out()
    {
        var options = WorkerOptions(new Endpoint("127.0.0.1", FreePort()), "w") with { JoinTimeout = TimeSpan.Zero };
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => ClusterWorker.RunAsync(options).WaitAsync(Deadline));
        Assert.StartsWith("No coordinator answers (No connection to 127.0.0.1:", error.Message, StringComparison.Ordinal);
    }

    private async Task<TrainingResult> Train(int localWorkers, int remoteWorkers, List<WorkerEvent> workerEvents, bool isSecure)
    {
        var listening = new TaskCompletionSource<Endpoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = new ClusterOptions
        {
            Listen = new Endpoint("127.0.0.1", 0),
            MinWorkers = localWorkers + remoteWorkers,
            Certificates = isSecure ? TestCertificates.Coordinator : null,
            Secret = isSecure ? Secret : null,
        };
        var coordinating = Coordinate(cluster, localWorkers, trainingEvent =>
        {
            if (trainingEvent is CoordinatorListening event_)
                listening.TrySetResult(Endpoint.Parse(event_.Endpoint));
        });
        var endpoint = await listening.Task.WaitAsync(Deadline);
        var workerOptions = Enumerable.Range(1, remoteWorkers).Select(i => Secured(WorkerOptions(endpoint, $"w{i}")));
        var working = workerOptions.Select(each => ClusterWorker.RunAsync(each, workerEvent =>
        {
            lock (workerEvents)
                workerEvents.Add(workerEvent);
        })).ToList();
        var result = await coordinating;
        await Task.WhenAll(working).WaitAsync(Deadline);
        return result;

        ClusterWorkerOptions Secured(ClusterWorkerOptions options) =>
            isSecure ? options with { Certificates = TestCertificates.Worker, Secret = Secret } : options;
    }

    private Task<TrainingResult> Coordinate(ClusterOptions cluster, int localWorkers, Action<TrainingEvent> onEvent) =>
        ClusterTrainer.TrainAsync(
        _spec, _data, new TrainerOptions { Workers = localWorkers }, cluster, onEvent).WaitAsync(Deadline);

    private ClusterWorkerOptions WorkerOptions(Endpoint endpoint, string name) => new()
    {
        Join = [endpoint],
        Name = name,
        CacheFolder = _cache,
        ExitsWhenDone = true,
        JoinTimeout = TimeSpan.FromSeconds(30),
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
