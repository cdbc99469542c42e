using System.Net;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Replication.Replicas;
using ActorNet.Testing;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Links;

namespace ActorNet.Replication.Tests.Replicas;

/// <summary>Copies a coordinator's files over links on loopback.</summary>
public sealed class ReplicationServerTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-replication-").FullName;
    private readonly RunDirectory _run;
    private readonly RunReplica _original;
    private readonly ReplicationServer _replicationServer;
    private readonly TensorServer _server;

    public ReplicationServerTests()
    {
        // Enough parameters that a checkpoint has several parts.
        _run = RecordedRuns.Create(Path.Combine(_folder, "original"), Network);
        _original = Replica("nowhere");
        _original.Begin(_run);
        _replicationServer = new ReplicationServer(_original, Handshake);
        _server = new TensorServer(
            new IPEndPoint(IPAddress.Loopback, 0), new TensorServerOptions(), TimeProvider.System,
            (link, first, nonce) => _replicationServer.Serve(link, first, nonce), (_, _) => { });
    }

    private static readonly ReplicationHandshake Handshake = new(null, JoinSecret.Parse("correct horse battery", "It"));

    private const string Network = "3-800-800-2";

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _original.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Follower_copies_the_newest_state_and_the_server_tracks_it()
    {
        using var copy = Replica("copy");
        Write(1);
        var updated = new SemaphoreSlim(0);
        using (new ReplicaPuller(copy, [Endpoint], Handshake, () => updated.Release(), error => Assert.Fail(error)))
        {
            Assert.True(updated.Wait(ResponseTimeout), "the first checkpoint was not copied");
            Write(2);
            Assert.True(
                _replicationServer.AwaitFollowers(ResponseTimeout, TimeProvider.System),
                "the server did not see that the second was copied");
        }

        Assert.Equal(2, copy.Directory!.Checkpoints.NewestStep());
        Assert.Equal(File.ReadAllBytes(_run.Checkpoints.PathOf(2)), File.ReadAllBytes(copy.Directory.Checkpoints.PathOf(2)));
        // The follower has disconnected, so the server does not wait for it.
        Write(3);
        Assert.True(_replicationServer.AwaitFollowers(ResponseTimeout, TimeProvider.System));
    }

    [Fact]
    public void Wait_for_a_follower_that_is_behind_times_out()
    {
        using var link = Open();
        link.GetState(_original.State);
        Write(1);
        Assert.False(_replicationServer.AwaitFollowers(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        link.GetState(_original.State);
        Assert.True(_replicationServer.AwaitFollowers(TimeSpan.Zero, TimeProvider.System));
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("../original/run.json")]
    [InlineData("checkpoints/../run.json")]
    [InlineData("/etc/passwd")]
    [InlineData("step-00000009.safetensors")]
    [InlineData("")]
    public void Only_metrics_and_checkpoints_can_be_copied(string name)
    {
        Write(1);
        using var link = Open();
        link.GetState(_original.State);
        var rejected = Assert.Throws<LinkClosedException>(() => link.Copy(name, 0, Stream.Null));
        Assert.Contains($"no byte 0 of '{name}'", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Offered_checkpoint_can_be_copied_after_newer_ones_replaced_it()
    {
        Write(1);
        var original = File.ReadAllBytes(_run.Checkpoints.PathOf(1));
        using var link = Open();
        link.GetState(_original.State);
        for (var step = 2; step < 10; step++)
            Write(step);
        Assert.False(File.Exists(_run.Checkpoints.PathOf(1)));

        using var copy = new MemoryStream();
        link.Copy("checkpoints/step-00000001.safetensors", 0, copy);

        Assert.Equal(original, copy.ToArray());
    }

    [Theory]
    [InlineData("incorrect horse battery", "The join secret is not this coordinator's")]
    [InlineData(null, "One of the two coordinators has a join secret and the other has none")]
    public void Peer_without_the_join_secret_is_rejected(string? secret, string sentence)
    {
        using var link = Open(new ReplicationHandshake(null, secret is null ? null : JoinSecret.Parse(secret, "It")));
        var rejected = Assert.Throws<LinkClosedException>(() => link.GetState(_original.State));
        Assert.StartsWith(sentence, rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Newest_state_is_copied_although_other_peers_are_gone()
    {
        using var copy = Replica("copy");
        Write(1);
        using var gone = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        var closed = new Endpoint("127.0.0.1", ((IPEndPoint)gone.LocalEndpoint).Port);
        gone.Stop();

        ReplicaPuller.CatchUp(
            copy, [closed, Endpoint, closed], Handshake, ResponseTimeout, error => Assert.Fail(error), CancellationToken.None);

        Assert.Equal(1, copy.Directory!.Checkpoints.NewestStep());
    }

    private Endpoint Endpoint => new("127.0.0.1", _server.EndPoint.Port);

    private ReplicationClient Open(ReplicationHandshake? handshake = null) =>
        ReplicationClient.Open(Endpoint, handshake ?? Handshake, ResponseTimeout, CancellationToken.None);

    private void Write(long step)
    {
        var state = RecordedRuns.State(step, _run.Description.Spec.Network.ParameterCount);
        _run.Checkpoints.Write(state);
        File.AppendAllText(_run.MetricsPath, "{}\n");
        _original.RecordCheckpoint(state);
    }

    private RunReplica Replica(string name)
    {
        var samples = SampleSet.FromClasses(new float[10 * 3], 3, new int[10], 2);
        return new RunReplica(
            _run.Description.Spec, new Dataset("digits", "ab", samples, samples),
            run => RunDirectory.Create(Path.Combine(_folder, name), run),
            find: () => null);
    }
}
