using ActorNet.Actors.Membership;
using ActorNet.Actors.Worker;
using ActorNet.Learning;
using ActorNet.Models.Datasets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace ActorNet.Actors.Hosting;

/// <summary>A worker process: finds a coordinator, joins its cluster, computes, leaves, and looks for the next.</summary>
public static class ClusterWorker
{
    /// <summary>Works until the run is over (where that is asked for), it is refused, no coordinator is found, or it is cancelled.</summary>
    /// <param name="options">How it takes part.</param>
    /// <param name="onNews">Told what happens, from any thread, one at a time.</param>
    /// <param name="cancellationToken">Lets it leave politely.</param>
    /// <exception cref="InvalidInputException">An option is not valid.</exception>
    /// <exception cref="TrainingFailedException">No coordinator is found in time, or the coordinator does not want this worker.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and has left.</exception>
    public static async Task RunAsync(ClusterWorkerOptions options, Action<WorkerNews>? onNews = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var gate = new Lock();
        Action<WorkerNews> tell = news =>
        {
            lock (gate)
                onNews?.Invoke(news);
        };
        var resources = new WorkerResources(options.Threads, new DatasetCache(options.CacheFolder), options.Time, FlippedBit.From(options.FlipsBitFrom))
        {
            Certificates = options.Certificates,
            Counters = options.Counters,
        };
        var search = new CoordinatorSearch(options.Join, options.Certificates, options.Time, tell);
        var isFirst = true;
        while (true)
        {
            // A worker that stays for the next run waits for it as long as it takes.
            var patience = isFirst || options.ExitsWhenDone ? options.JoinPatience : TimeSpan.MaxValue;
            var found = await search.FindAsync(patience, cancellationToken).ConfigureAwait(false);
            tell(new CoordinatorFound(found.Endpoint.ToString(), found.Description.RunId));
            var (end, reason) = await EngageAsync(found, options, resources, tell, cancellationToken).ConfigureAwait(false);
            switch (end)
            {
                case EngagementEnd.Left:
                    tell(new RunLeft(found.Description.RunId, reason, ComesBack: false));
                    throw new OperationCanceledException(cancellationToken);
                case EngagementEnd.Refused:
                    throw new TrainingFailedException($"The coordinator at {found.Endpoint} refuses this worker: {reason}");
                case EngagementEnd.ClusterNotReached when patience < TimeSpan.MaxValue:
                    throw new TrainingFailedException(
                        $"The coordinator answers at {found.Endpoint}, but not in the cluster at {found.Description.ClusterAddress}: can that be reached from here, and does it reach {found.LocalAddress}?");
                case EngagementEnd.RunOver when options.ExitsWhenDone:
                    tell(new RunLeft(found.Description.RunId, reason, ComesBack: false));
                    return;
            }

            tell(new RunLeft(found.Description.RunId, reason, ComesBack: true));
            isFirst = false;
        }
    }

    private static async Task<(EngagementEnd End, string Reason)> EngageAsync(
        FoundCoordinator found, ClusterWorkerOptions options, WorkerResources resources, Action<WorkerNews> onNews, CancellationToken cancellationToken)
    {
        ClusterOptions.CheckExposure(found.LocalAddress, options.Certificates, options.IsInsecure, "The way to the coordinator begins at");
        var host = found.LocalAddress.ToString();
        var system = NodeSystem.Create(ClusterConfiguration.Of(ClusterConfiguration.WorkerRole, host, host, port: 0), options.Certificates);
        try
        {
            var ended = new TaskCompletionSource<(EngagementEnd, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
            var settings = new ClusterWorkerSettings(
                options.Name, options.Program, resources, onNews, (end, reason) => ended.TrySetResult((end, reason)))
            {
                Secret = options.Secret,
            };
            var cluster = Cluster.Get(system);
            cluster.Join(Address.Parse(found.Description.ClusterAddress));
            var run = system.ActorOf(ClusterSingletonProxy.Props(CoordinatorNode.RunPath, ClusterSingletonProxySettings.Create(system)), "run");
            var worker = system.ActorOf(Props.Create(() => new ClusterWorkerActor(settings, run)), "worker");
            cluster.Subscribe(worker, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
            using var leaving = cancellationToken.Register(() => worker.Tell(new Leave("it was asked to leave")));
            return await ended.Task.ConfigureAwait(false);
        }
        finally
        {
            await NodeSystem.EndAsync(system).ConfigureAwait(false);
        }
    }
}
