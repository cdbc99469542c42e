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
        # A failure in this phase skips the later ones.
        akka.coordinated-shutdown.phases.before-service-unbind.recover = off
        # Otherwise an aborted shutdown would also block Terminate.
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """);

    /// <summary>Without certificates the nodes communicate in plain text.</summary>
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
        SurviveFailedHandshakes(system);
        return system;
    }

    /// <summary>Leaves the cluster gracefully and terminates the system.</summary>
    public static async Task EndAsync(ActorSystem system)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        if (!IsTlsFailure(shutdown.ShutdownReason))
        {
            await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
            return;
        }

        await Task.WhenAny(Cluster.Get(system).LeaveAsync(), Task.Delay(LeaveTimeout)).ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
    }

    /// <summary>
    /// Akka shuts a node down when its outgoing TLS handshake fails, assuming that its own certificate is wrong. Ours was checked; the
    /// other node may have just died, or an unknown process may listen on its port, and neither may end a run.
    /// </summary>
    private static void SurviveFailedHandshakes(ActorSystem system)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "survive-failed-handshakes", () =>
        {
            if (!IsTlsFailure(shutdown.ShutdownReason))
                return Task.FromResult(Done.Instance);
            // A coordinated shutdown runs only once: after this abort, a downed node must end in another way.
            Cluster.Get(system).RegisterOnMemberRemoved(() => system.Terminate());
            return Task.FromException<Done>(new InvalidOperationException("A failed TLS handshake does not stop this node."));
        });
    }

    /// <summary>
    /// Whether a shutdown was started for a failed handshake. That is Akka.Remote's only reason, and its type is private, so the assembly
    /// identifies it.
    /// </summary>
    private static bool IsTlsFailure(CoordinatedShutdown.Reason? reason) => reason?.GetType().Assembly == typeof(DotNettySslSetup).Assembly;
}
