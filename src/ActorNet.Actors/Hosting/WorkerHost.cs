using ActorNet.Actors.Worker;
using ActorNet.Protocol;
using ActorNet.Transport.Discovery;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace ActorNet.Actors.Hosting;

/// <summary>A node of role worker: its actor system, for as long as it takes part in one coordinator's cluster.</summary>
internal static class WorkerHost
{
    /// <summary>Joins the cluster of a coordinator and computes for its run, until that ends for this worker.</summary>
    public static async Task<WorkerExit> ParticipateAsync(
        DiscoveredCoordinator found, ClusterWorkerOptions options, WorkerResources resources, Action<WorkerEvent> onEvent,
        CancellationToken cancellationToken)
    {
        ClusterOptions.CheckExposure("LocalAddress", found.LocalAddress, options.Certificates, options.IsInsecure);
        var host = found.LocalAddress.ToString();
        var system = NodeSystem.Create(ClusterConfiguration.Of(ClusterConfiguration.WorkerRole, host, host, port: 0), options.Certificates);
        try
        {
            var ended = new TaskCompletionSource<WorkerExit>(TaskCreationOptions.RunContinuationsAsynchronously);
            var settings = new WorkerNodeSettings(
                options.Name, options.Program, resources with { PeerAddress = found.LocalAddress }, onEvent, exit => ended.TrySetResult(exit))
            {
                Secret = options.Secret,
            };
            var cluster = Cluster.Get(system);
            cluster.Join(Address.Parse(found.Description.ClusterAddress));
            var run = system.ActorOf(
                ClusterSingletonProxy.Props(CoordinatorHost.RunPath, ClusterSingletonProxySettings.Create(system)), "run");
            var worker = system.ActorOf(Props.Create(() => new WorkerNodeActor(settings, run)), "worker");
            cluster.Subscribe(worker, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
            using var leaving = cancellationToken.Register(() => worker.Tell(new LeaveCluster()));
            return await ended.Task.ConfigureAwait(false);
        }
        finally
        {
            await NodeSystem.EndAsync(system).ConfigureAwait(false);
        }
    }
}
