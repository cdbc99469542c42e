namespace ActorNet.Protocol;

/// <summary>A worker asks to take part. Answered by <see cref="WorkerAccepted"/>.</summary>
/// <param name="Worker">The worker's name, unique in the run.</param>
public sealed record RegisterWorker(string Worker);

/// <summary>The coordinator takes the worker; it prepares itself and answers <see cref="WorkerReady"/>.</summary>
/// <param name="RunId">The run it takes part in.</param>
/// <param name="Incarnation">The coordinator's fencing number.</param>
public sealed record WorkerAccepted(string RunId, int Incarnation);

/// <summary>The worker has everything it needs and is given work from the next round on.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation that accepted it.</param>
/// <param name="Worker">The worker's name.</param>
public sealed record WorkerReady(string RunId, int Incarnation, string Worker);

/// <summary>The worker takes part no longer, and says so itself. The others get what it had not answered.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record WorkerLeaving(string Worker, string Reason);

/// <summary>End the run after the step under way, with <see cref="StopReason.Interrupted"/>.</summary>
/// <param name="RunId">The run.</param>
public sealed record StopTraining(string RunId);
