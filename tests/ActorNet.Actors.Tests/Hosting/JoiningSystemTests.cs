using ActorNet.Actors.Hosting;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote;

namespace ActorNet.Actors.Tests.Hosting;

/// <summary>A node that a cluster does not take in, and has shut out for good by then.</summary>
public sealed class JoiningSystemTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(60);

    private readonly ActorSystem _member = Start(port: 0);
    private JoiningSystem? _joining;

    [Fact]
    public async Task Node_that_was_shut_out_joins_as_a_new_one_at_the_same_address()
    {
        var cluster = Cluster.Get(_member);
        var port = 0;
        _joining = new JoiningSystem(() => Start(port), Short);
        var first = _joining.System;
        var address = Cluster.Get(first).SelfUniqueAddress;
        port = address.Address.Port!.Value;
        Assert.False(await _joining.TryJoinAsync(cluster.SelfAddress.ToString(), CancellationToken.None)); // it is no member itself
        Assert.True(first.WhenTerminated.IsCompleted);
        ((RemoteActorRefProvider)((ExtendedActorSystem)_member).Provider).Quarantine(address.Address, address.Uid);
        await cluster.JoinAsync(cluster.SelfAddress).WaitAsync(ResponseTimeout);

        for (var attempt = 1; !await _joining.TryJoinAsync(cluster.SelfAddress.ToString(), CancellationToken.None); attempt++)
            Assert.True(attempt < 20, "The node is not taken in.");

        Assert.Equal(address.Address, Cluster.Get(_joining.System).SelfAddress);
        Assert.NotEqual(address, Cluster.Get(_joining.System).SelfUniqueAddress);
    }

    [Fact]
    public async Task Cancelled_attempt_throws()
    {
        _joining = new JoiningSystem(() => Start(port: 0), ResponseTimeout);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _joining.TryJoinAsync(Cluster.Get(_member).SelfAddress.ToString(), cancelled.Token));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (_joining is not null)
            await _joining.System.Terminate().WaitAsync(ResponseTimeout);
        await _member.Terminate().WaitAsync(ResponseTimeout);
    }

    private static ActorSystem Start(int port) => NodeSystem.Create(
        ConfigurationFactory.ParseString("akka.coordinated-shutdown.run-by-actor-system-terminate = off").WithFallback(
            ClusterConfiguration.Of(ClusterConfiguration.CoordinatorRole, "127.0.0.1", "127.0.0.1", port)),
        certificates: null);
}
