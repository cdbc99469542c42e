namespace ActorNet.Coordination.Messages;

/// <summary>An accepted worker cannot start, for example for lack of memory; it stops.</summary>
internal sealed record WorkerFailed(Exception Error);
