using ActorNet.Chaos.Plan;

namespace ActorNet.Chaos;

/// <summary>Whether processes get networks of their own.</summary>
internal enum NetworkUse
{
    /// <summary>Where that can be.</summary>
    Auto,

    /// <summary>No: all are on loopback, and no network is cut.</summary>
    Loopback,

    /// <summary>Yes, or it is an error.</summary>
    Namespaces,
}

/// <summary>How rounds are run.</summary>
/// <param name="Kinds">What may be started.</param>
/// <param name="Network">Whether processes get networks of their own.</param>
/// <param name="Keep">Where what failed rounds leave is kept; null for nowhere.</param>
internal sealed record ChaosOptions(IReadOnlyList<RoundKind> Kinds, NetworkUse Network, string? Keep);
