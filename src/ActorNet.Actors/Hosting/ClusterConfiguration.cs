using System.Globalization;
using ActorNet.Actors.Dispatch;
using Akka.Actor;
using Akka.Configuration;

namespace ActorNet.Actors.Hosting;

/// <summary>Builds a node's configuration from cluster.conf and the node's own settings.</summary>
internal static class ClusterConfiguration
{
    /// <summary>The name of every node's actor system.</summary>
    public const string SystemName = "actornet";

    /// <summary>The role of nodes that may coordinate; only these count in the majority of the split-brain resolver.</summary>
    public const string CoordinatorRole = "coordinator";

    public const string WorkerRole = "worker";

    private static readonly Config Reference =
        ConfigurationFactory.FromResource("ActorNet.Actors.Hosting.cluster.conf", typeof(ClusterConfiguration).Assembly);

    /// <summary>A worker checks no deadlines; its shortest interval is that of gossip, 200 ms.</summary>
    private static readonly Config Worker = ConfigurationFactory.ParseString("akka.scheduler.tick-duration = 50ms");

    /// <summary>
    /// Builds the configuration of a node that listens on <paramref name="bindHost"/> (port 0 is any) and that other nodes reach as
    /// <paramref name="publicHost"/>.
    /// </summary>
    public static Config Of(string role, string bindHost, string publicHost, int port) => ConfigurationFactory.ParseString(
        string.Create(CultureInfo.InvariantCulture,
            $$"""
            akka.cluster.roles = [{{role}}]
            akka.remote.dot-netty.tcp {
              hostname = "{{bindHost}}"
              public-hostname = "{{publicHost}}"
              port = {{port}}
            }
            """))
        .WithFallback(role == WorkerRole ? Worker : Config.Empty)
        .WithFallback(CallingThreadExecutor.Configuration)
        .WithFallback(Reference);
}
