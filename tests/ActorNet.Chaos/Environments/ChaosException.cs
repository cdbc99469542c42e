namespace ActorNet.Chaos.World;

/// <summary>A round went wrong; the message says how.</summary>
internal sealed class ChaosException(string message) : Exception(message);
