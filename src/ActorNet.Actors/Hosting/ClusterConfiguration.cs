using System.Globalization;
using ActorNet.Actors.Dispatch;
using Akka.Actor;
using Akka.Configuration;

namespace ActorNet.Actors.Hosting;

/// <summary>Makes the configuration of a node: reference.conf, and what is the node's own.</summary>
internal static class ClusterConfiguration
{
    /// <summary>The name of every node's actor system.</summary>
    public const string SystemName = "actornet";

    /// <summary>The role of nodes that may coordinate; they alone count in a split.</summary>
    public const string CoordinatorRole = "coordinator";

    /// <summary>The role of nodes that compute.</summary>
    public const string WorkerRole = "worker";

    private static readonly Config Reference =
        ConfigurationFactory.FromResource("ActorNet.Actors.Hosting.reference.conf", typeof(ClusterConfiguration).Assembly);

    /// <summary>The configuration of a node.</summary>
    /// <param name="role">What it is for.</param>
    /// <param name="bindHost">The address it listens on.</param>
    /// <param name="publicHost">The name or address by which others reach it.</param>
    /// <param name="port">The port it listens on; 0 for any.</param>
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
        .WithFallback(CallingThreadExecutor.Configuration)
        .WithFallback(Reference);
}
