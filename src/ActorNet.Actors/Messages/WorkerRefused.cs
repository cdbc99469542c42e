namespace ActorNet.Actors.Messages;

/// <summary>A worker that wanted to take part was sent away.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record WorkerRefused(string Worker, string Reason);
