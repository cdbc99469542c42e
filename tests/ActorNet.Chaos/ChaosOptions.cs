using ActorNet.Chaos.Plan;

namespace ActorNet.Chaos;

/// <summary>Whether each host gets a network namespace.</summary>
internal enum NetworkUse
{
    /// <summary>If namespaces can be created.</summary>
    Auto,

    /// <summary>No: all hosts are on loopback, and no network is partitioned.</summary>
    Loopback,

    /// <summary>Yes; it is an error if they cannot be created.</summary>
    Namespaces,
}

/// <param name="Topologies">The topologies to choose from.</param>
/// <param name="Network">Whether each host gets a network namespace.</param>
/// <param name="Keep">The folder for the files of failed rounds; null keeps none.</param>
internal sealed record ChaosOptions(IReadOnlyList<Topology> Topologies, NetworkUse Network, string? Keep);
