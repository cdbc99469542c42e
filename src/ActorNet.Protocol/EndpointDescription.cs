using System.Text.Json.Serialization;

namespace ActorNet.Protocol;

/// <summary>The description of a coordinator, which its endpoint returns as JSON: all that is needed to join its cluster.</summary>
/// <param name="Program">Its program, such as "actornet 0.1.0".</param>
/// <param name="Version">Its <see cref="ProtocolVersion"/>.</param>
/// <param name="ClusterAddress">The Akka address of its node in the cluster.</param>
/// <param name="RunId">Its run; empty if not known yet.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record EndpointDescription(string Program, int Version, string ClusterAddress, string RunId)
{
    /// <summary>Its advertised endpoint, HOST:PORT; unique for each coordinator.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>A hash of everything that determines the weights.</summary>
    public string Training { get; init; } = "";

    /// <summary>Whether its node is in a cluster; false while it still searches for the other coordinators.</summary>
    public bool IsMember { get; init; } = true;

    /// <summary>The endpoint it votes for in the bootstrap election; empty before its first vote.</summary>
    public string Vote { get; init; } = "";
}
