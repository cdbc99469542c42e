namespace ActorNet.Chaos.Plan;

/// <summary>The faults that this machine supports.</summary>
/// <param name="CanFillDisks">Whether a file system can be mounted.</param>
/// <param name="CanPartitionNetworks">Whether processes have networks of their own.</param>
internal sealed record Capabilities(bool CanFillDisks, bool CanPartitionNetworks);
