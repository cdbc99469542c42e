namespace ActorNet.Coordination.Messages;

/// <summary>A worker that was accepted cannot prepare itself: it has not the memory, say. It stops.</summary>
/// <param name="Error">What went wrong.</param>
internal sealed record WorkerFailed(Exception Error);
