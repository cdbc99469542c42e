using ActorNet.Transport.Security;
using Akka;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace ActorNet.Actors.Hosting;

/// <summary>Starts and ends the actor system of a node, with or without TLS.</summary>
internal static class NodeSystem
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    private static readonly Config Tls = ConfigurationFactory.ParseString(
        """
        akka.remote.dot-netty.tcp.enable-ssl = true
        # What fails in this phase keeps the others from running.
        akka.coordinated-shutdown.phases.before-service-unbind.recover = off
        # Or a shutdown that was stopped would stop that, too.
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """);

    /// <summary>Starts it.</summary>
    /// <param name="config">Its configuration, by <see cref="ClusterConfiguration.Of"/>.</param>
    /// <param name="certificates">What it shows other nodes, and demands of them; null for plain text.</param>
    public static ActorSystem Create(Config config, NodeCertificates? certificates)
    {
        if (certificates is null)
            return ActorSystem.Create(ClusterConfiguration.SystemName, config);
        var system = ActorSystem.Create(
            ClusterConfiguration.SystemName,
            ActorSystemSetup.Create(
                BootstrapSetup.Create().WithConfig(Tls.WithFallback(config)),
                new DotNettySslSetup(
                    certificates.Own, suppressValidation: false, requireMutualAuthentication: true,
                    (shown, _, _, _, _) => certificates.Validate(shown) is null)));
        Outlive(system);
        return system;
    }

    /// <summary>Leaves the cluster politely, and ends the system.</summary>
    public static async Task EndAsync(ActorSystem system)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        if (!IsForTls(shutdown.ShutdownReason))
        {
            await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
            return;
        }

        await Task.WhenAny(Cluster.Get(system).LeaveAsync(), Task.Delay(LeaveTimeout)).ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
    }

    /// <summary>
    /// Akka shuts a node down that has called another and did not come to shake hands: it takes its own certificates to be wrong. Ours were checked; the
    /// other may have died in that moment, or a stranger may listen where it was, and neither may end a run.
    /// </summary>
    private static void Outlive(ActorSystem system)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "outlive-strangers", () =>
        {
            if (!IsForTls(shutdown.ShutdownReason))
                return Task.FromResult(Done.Instance);
            // Once it was stopped, the usual shutdown does not begin again, so a node that is downed must end in another way.
            Cluster.Get(system).RegisterOnMemberRemoved(() => system.Terminate());
            return Task.FromException<Done>(new InvalidOperationException("A handshake that failed is the other side's business."));
        });
    }

    /// <summary>Whether a shutdown was begun for a handshake: it is the one reason that Akka.Remote has, and a type that only it can name.</summary>
    private static bool IsForTls(CoordinatedShutdown.Reason? reason) => reason?.GetType().Assembly == typeof(DotNettySslSetup).Assembly;
}
