using System.Text.Json.Serialization;

namespace ActorNet.Protocol;

/// <summary>What an endpoint for tensor links says of itself to whoever asks, as JSON: enough to join its cluster.</summary>
/// <param name="Program">Its program, such as "actornet 0.1.0".</param>
/// <param name="Version">The <see cref="ProtocolVersion"/> it speaks.</param>
/// <param name="ClusterAddress">Its node's address in the cluster, as Akka writes it.</param>
/// <param name="RunId">The run it coordinates; empty where it does not know yet.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record EndpointDescription(string Program, int Version, string ClusterAddress, string RunId)
{
    /// <summary>Where it says others reach it, HOST:PORT: each coordinator has its own.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>What decides the weights of what it trains, as a hash.</summary>
    public string Training { get; init; } = "";

    /// <summary>Whether its node is in a cluster, or still looks for the other coordinators.</summary>
    public bool IsMember { get; init; } = true;

    /// <summary>Which coordinator, by its endpoint, it is for that the cluster should begin with; empty where it is for nobody yet.</summary>
    public string Vote { get; init; } = "";
}
