namespace ActorNet.Chaos.Plan;

/// <summary>What can be done to processes here.</summary>
/// <param name="CanFillDisks">Whether a file system can be mounted.</param>
/// <param name="CanCutNetworks">Whether processes have networks of their own.</param>
internal sealed record Abilities(bool CanFillDisks, bool CanCutNetworks);
