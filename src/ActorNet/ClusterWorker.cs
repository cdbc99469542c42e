using ActorNet.Actors.Hosting;
using ActorNet.Actors.Worker;
using ActorNet.Learning;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Transport.Discovery;

namespace ActorNet;

/// <summary>A worker process: finds a coordinator, joins its cluster, computes, leaves, and looks for the next run.</summary>
public static class ClusterWorker
{
    /// <summary>
    /// Works until the run is over (if <see cref="ClusterWorkerOptions.ExitsWhenDone"/>), the worker is rejected, no coordinator is found,
    /// or it is cancelled.
    /// </summary>
    /// <param name="options">How the worker takes part.</param>
    /// <param name="onEvent">Receives events, on any thread, one at a time.</param>
    /// <param name="cancellationToken">Leaves the run gracefully.</param>
    /// <exception cref="InvalidInputException">An option is not valid.</exception>
    /// <exception cref="TrainingFailedException">No coordinator is found in time, or the coordinator rejects this worker.</exception>
    /// <exception cref="OperationCanceledException">The worker was cancelled and has left.</exception>
    public static async Task RunAsync(
        ClusterWorkerOptions options, Action<WorkerEvent>? onEvent = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var gate = new Lock();
        Action<WorkerEvent> reportEvent = workerEvent =>
        {
            lock (gate)
                onEvent?.Invoke(workerEvent);
        };
        var resources = new WorkerResources(options.Threads, new DatasetCache(options.CacheFolder), options.Time)
        {
            CreateComputer = options.CreateComputer,
            Certificates = options.Certificates,
            WrapPeerLinks = options.WrapPeerLinks,
            RouteLink = options.RouteLink,
            Counters = options.Counters,
        };
        var discovery = new CoordinatorDiscovery(options.Join, options.Certificates, options.Time, reportEvent);
        var isFirst = true;
        while (true)
        {
            // A worker that stays waits for the next run without a timeout.
            var timeout = isFirst || options.ExitsWhenDone ? options.JoinTimeout : TimeSpan.MaxValue;
            var found = await discovery.FindAsync(timeout, cancellationToken).ConfigureAwait(false);
            reportEvent(new CoordinatorFound(found.Endpoint.ToString(), found.Description.RunId));
            var exit = await WorkerHost.ParticipateAsync(found, options, resources, reportEvent, cancellationToken).ConfigureAwait(false);
            if (exit.IsRejection)
                throw new TrainingFailedException($"The coordinator at {found.Endpoint} rejects this worker: {exit}");
            switch (exit.Reason)
            {
                case WorkerExitReason.WorkerLeft:
                    reportEvent(new RunLeft(found.Description.RunId, exit.ToString(), ComesBack: false));
                    throw new OperationCanceledException(cancellationToken);
                case WorkerExitReason.ClusterNotReached when timeout < TimeSpan.MaxValue:
                    throw new TrainingFailedException(
                        $"The coordinator answers at {found.Endpoint}, but not in the cluster at {found.Description.ClusterAddress}: can this machine reach that address, and can the coordinator reach {found.LocalAddress}?");
                case WorkerExitReason.RunCompleted when options.ExitsWhenDone:
                    reportEvent(new RunLeft(found.Description.RunId, exit.ToString(), ComesBack: false));
                    return;
            }

            reportEvent(new RunLeft(found.Description.RunId, exit.ToString(), ComesBack: true));
            isFirst = false;
        }
    }
}
