using ActorNet.Actors.Security;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace ActorNet.Actors.Hosting;

/// <summary>Starts the actor system of a node, with or without TLS.</summary>
internal static class NodeSystem
{
    private static readonly Config Tls = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.enable-ssl = true");

    /// <summary>Starts it.</summary>
    /// <param name="config">Its configuration, by <see cref="ClusterConfiguration.Of"/>.</param>
    /// <param name="certificates">What it shows other nodes, and demands of them; null for plain text.</param>
    public static ActorSystem Create(Config config, NodeCertificates? certificates) => certificates is null
        ? ActorSystem.Create(ClusterConfiguration.SystemName, config)
        : ActorSystem.Create(
            ClusterConfiguration.SystemName,
            ActorSystemSetup.Create(
                BootstrapSetup.Create().WithConfig(Tls.WithFallback(config)),
                new DotNettySslSetup(
                    certificates.Own, suppressValidation: false, requireMutualAuthentication: true,
                    (shown, _, _, _, _) => certificates.Reject(shown) is null)));
}
