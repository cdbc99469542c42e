using ActorNet.Protocol;

namespace ActorNet.Coordination.Messages;

/// <summary>A worker asks to take part. Answered by <see cref="WorkerAccepted"/>.</summary>
/// <param name="Worker">The worker's name, unique in the run.</param>
internal sealed record RegisterWorker(string Worker);

/// <summary>The coordinator takes the worker; it prepares itself and answers <see cref="WorkerReady"/>.</summary>
/// <param name="RunId">The run it takes part in.</param>
/// <param name="Incarnation">The fencing number of the coordinator, which the worker repeats when it is ready.</param>
internal sealed record WorkerAccepted(string RunId, int Incarnation);

/// <summary>The worker has everything it needs and is given work from the next round on.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Incarnation">The incarnation that accepted it.</param>
/// <param name="Worker">The worker's name.</param>
internal sealed record WorkerReady(string RunId, int Incarnation, string Worker);

/// <summary>Compute the canary: slice 0 of step 0 with the run's initial parameters. Answered by <see cref="CanaryComputed"/>.</summary>
/// <param name="RunId">The run.</param>
internal sealed record ComputeCanary(string RunId);

/// <summary>The canary, computed in the same way as all the worker computes.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Sha256">
/// SHA-256, in lower-case hexadecimal, over the gradient's sums as little-endian float32 and the summed loss as little-endian float64.
/// </param>
internal sealed record CanaryComputed(string RunId, string Sha256);

/// <summary>The coordinator does not take the worker, and would not if it asked again.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record WorkerRefused(string RunId, string Reason);

/// <summary>The worker takes part no longer, and says so itself. The others get what it had not answered.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record WorkerLeaving(string Worker, string Reason);

/// <summary>End the run after the step under way, with <see cref="StopReason.Interrupted"/>.</summary>
/// <param name="RunId">The run.</param>
internal sealed record StopTraining(string RunId);
