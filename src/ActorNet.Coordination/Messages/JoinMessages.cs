using ActorNet.Protocol;

namespace ActorNet.Coordination.Messages;

/// <summary>
/// A worker, whose name is unique in the run, asks to join. The coordinator answers <see cref="WorkerAccepted"/> or
/// <see cref="WorkerRefused"/>.
/// </summary>
internal sealed record RegisterWorker(string Worker);

/// <summary>
/// The worker is registered; it prepares itself and answers <see cref="WorkerReady"/> with the same incarnation, the coordinator's fencing
/// number.
/// </summary>
internal sealed record WorkerAccepted(string RunId, int Incarnation);

/// <summary>The worker can compute; it gets work from the next round on.</summary>
internal sealed record WorkerReady(string RunId, int Incarnation, string Worker);

/// <summary>
/// Compute the canary: slice 0 of step 0 with the parameters drawn from the run's seed. Answered by <see cref="CanaryComputed"/>.
/// </summary>
internal sealed record ComputeCanary(string RunId);

/// <summary>
/// The canary, computed on the same path as all other work. <c>Sha256</c> is in lower-case hexadecimal, over the gradient's sums as
/// little-endian float32 and the summed loss as little-endian float64.
/// </summary>
internal sealed record CanaryComputed(string RunId, string Sha256);

/// <summary>The coordinator rejects the worker for good: asking again gets the same answer.</summary>
internal sealed record WorkerRefused(string RunId, string Reason);

/// <summary>The worker leaves; its unanswered slices go to the other workers.</summary>
internal sealed record WorkerLeaving(string Worker, string Reason);

/// <summary>Ends the run after the current step, with <see cref="StopReason.Interrupted"/>.</summary>
internal sealed record StopTraining(string RunId);
