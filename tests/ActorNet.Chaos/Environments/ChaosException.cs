namespace ActorNet.Chaos.Environments;

/// <summary>A round failed.</summary>
internal sealed class ChaosException(string message) : Exception(message);
