namespace ActorNet.Protocol;

/// <summary>What an endpoint for tensor links says of itself to whoever asks, as JSON: enough to join its cluster.</summary>
/// <param name="Program">Its program, such as "actornet 0.1.0".</param>
/// <param name="Version">The <see cref="ProtocolVersion"/> it speaks.</param>
/// <param name="ClusterAddress">Its node's address in the cluster, as Akka writes it.</param>
/// <param name="RunId">The run it coordinates.</param>
public sealed record EndpointDescription(string Program, int Version, string ClusterAddress, string RunId);
