using System.Net;
using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Replication.Replicas;
using ActorNet.Transport.Connections;

namespace ActorNet;

/// <summary>Trains networks in a cluster: this process coordinates, and workers of any number of processes and machines compute.</summary>
public static class ClusterTrainer
{
    /// <summary>Checks that <see cref="TrainAsync"/> can listen as asked, for whoever would rather know before a run is created.</summary>
    /// <param name="cluster">How this process is to take part in the cluster.</param>
    /// <param name="cancellationToken">Ends the check early.</param>
    /// <exception cref="InvalidInputException">It cannot, and why: the address, a port, or that everybody could join.</exception>
    public static async Task CheckListeningAsync(ClusterOptions cluster, CancellationToken cancellationToken = default)
    {
        var address = await cluster.ResolveAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (port, parameter) in new[] { (cluster.Listen.Port, nameof(cluster.Listen)), (cluster.PortOfCluster, nameof(cluster.ClusterPort)) })
            TcpListenerFactory.Start(new IPEndPoint(address, port), parameter).Dispose();
    }

    /// <summary>
    /// Trains as <see cref="Trainer.TrainAsync"/> does, to the same weights, with whatever workers join: begins when
    /// <see cref="ClusterOptions.MinWorkers"/> are ready, and waits where there are none.
    /// </summary>
    /// <param name="spec">What decides the weights.</param>
    /// <param name="dataset">The samples; sent to workers that do not have them.</param>
    /// <param name="options">How the run is carried out; its workers are those of this process, none perhaps.</param>
    /// <param name="cluster">How this process takes part in the cluster.</param>
    /// <param name="onEvent">As <see cref="Trainer.TrainAsync"/> has it.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidInputException">Something asked for is not valid, or does not fit the data or this machine.</exception>
    /// <exception cref="TrainingDivergedException">A number is not finite any more.</exception>
    public static async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, ClusterOptions cluster, Action<TrainingEvent>? onEvent = null,
        CancellationToken cancellationToken = default)
    {
        spec.Validate(dataset);
        options.Validate(spec, leastWorkers: 0);
        using var replica = new RunReplica(
            spec, dataset, _ => throw new InvalidInputException(
                nameof(cluster.Peers), string.Join(',', cluster.Peers), "empty here", "take a StandbyCoordinator, which has a folder of its own"),
            find: () => null);
        await using var seat = await StandbyCoordinator.StartAsync(dataset, cluster, replica, options.Time, _ => { }, cancellationToken).ConfigureAwait(false);
        await seat.AwaitTurnAsync(cancellationToken).ConfigureAwait(false);
        return await seat.TrainAsync(spec, dataset, options, onEvent ?? (_ => { }), cancellationToken).ConfigureAwait(false);
    }
}
