using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Hosting;

/// <summary>
/// An actor system that joins a cluster. Each attempt after a failed one is by a new system: a cluster that has lost a node while it joined
/// never talks to that system again, and only its unique id tells the cluster that another one is at the same address.
/// </summary>
internal sealed class JoiningSystem(Func<ActorSystem> start, TimeSpan timeout)
{
    private volatile ActorSystem _system = start();

    /// <summary>The system of the current attempt; it no longer changes once one has succeeded.</summary>
    public ActorSystem System => _system;

    /// <summary>Joins the cluster of the node at an address; null forms a new one.</summary>
    /// <returns>Whether the node is a member; if not, <see cref="System"/> is a new one.</returns>
    public async Task<bool> TryJoinAsync(string? address, CancellationToken cancellationToken)
    {
        var cluster = Cluster.Get(_system);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await cluster.JoinAsync(address is null ? cluster.SelfAddress : Address.Parse(address), deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception fault) when (fault is ClusterJoinFailedException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await NodeSystem.EndAsync(_system).ConfigureAwait(false);
            _system = start();
            return false;
        }
    }
}
