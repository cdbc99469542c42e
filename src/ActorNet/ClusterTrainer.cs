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

/// <summary>Trains networks in a cluster: this process coordinates, and any number of worker processes and machines compute.</summary>
public static class ClusterTrainer
{
    /// <summary>Checks that <see cref="TrainAsync"/> can listen as configured, before a run is created.</summary>
    /// <param name="cluster">How this process takes part in the cluster.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="InvalidInputException">The address or a port cannot be listened on, or the address is exposed without
    /// TLS.</exception>
    public static async Task CheckListeningAsync(ClusterOptions cluster, CancellationToken cancellationToken = default)
    {
        var address = await cluster.ResolveAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (port, parameter) in (ReadOnlySpan<(int, string)>)
            [(cluster.Listen.Port, nameof(cluster.Listen)), (cluster.PortOfCluster, nameof(cluster.ClusterPort))])
            TcpListenerFactory.Start(new IPEndPoint(address, port), parameter).Dispose();
    }

    /// <summary>
    /// Trains to the same weights as <see cref="Trainer"/>, with any workers that join: begins when
    /// <see cref="ClusterOptions.MinWorkers"/> are ready, and waits while there are none.
    /// </summary>
    /// <param name="spec">What determines the weights.</param>
    /// <param name="dataset">The samples; sent to workers that do not have them.</param>
    /// <param name="options">How the run is carried out; its workers are those of this process, possibly none.</param>
    /// <param name="cluster">How this process takes part in the cluster.</param>
    /// <param name="onEvent">As in <see cref="Trainer"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="InvalidInputException">An argument is not valid, or does not fit the data or this machine.</exception>
    /// <exception cref="TrainingDivergedException">A number is no longer finite.</exception>
    public static async Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, ClusterOptions cluster, Action<TrainingEvent>? onEvent = null,
        CancellationToken cancellationToken = default)
    {
        spec.Validate(dataset);
        options.Validate(spec, minWorkers: 0);
        using var replica = new RunReplica(
            spec, dataset, _ => throw new InvalidInputException(
                nameof(cluster.Peers), string.Join(',', cluster.Peers), "empty here",
                "take a StandbyCoordinator, which has a folder of its own"),
            find: () => null);
        await using var standby = await StandbyCoordinator.StartAsync(
            dataset, cluster, replica, options.Time, _ => { }, cancellationToken).ConfigureAwait(false);
        await standby.AwaitTurnAsync(cancellationToken).ConfigureAwait(false);
        return await standby.TrainAsync(spec, dataset, options, onEvent ?? (_ => { }), cancellationToken).ConfigureAwait(false);
    }
}
