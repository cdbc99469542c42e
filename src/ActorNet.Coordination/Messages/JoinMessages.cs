using ActorNet.Protocol;

namespace ActorNet.Coordination.Messages;

// The stages of WorkerStage within the coordinator's process. A local worker and the proxy of a remote one send and receive the same
// messages: RegisterWorker, WorkerAccepted, WorkerReady, in a cluster ComputeCanary and CanaryComputed, and WorkerAdmitted. EndWorker ends
// it from any stage. A worker that ends by itself sends one of WorkerLost, WorkerFailed and SlicesFailed, or nothing but its termination.

/// <summary>A worker, whose name is unique in the run, asks to join.</summary>
internal sealed record RegisterWorker(string Worker);

/// <summary>
/// The worker is registered; it prepares itself and answers <see cref="WorkerReady"/> with the same incarnation, the coordinator's fencing
/// number.
/// </summary>
internal sealed record WorkerAccepted(string RunId, int Incarnation);

/// <summary>
/// Compute the canary: slice 0 of step 0 with the parameters drawn from the run's seed. Answered by <see cref="CanaryComputed"/>.
/// </summary>
internal sealed record ComputeCanary(string RunId);

/// <summary>
/// The canary, computed on the same path as all other work. <c>Sha256</c> is in lower-case hexadecimal, over the gradient's sums as
/// little-endian float32 and the summed loss as little-endian float64.
/// </summary>
internal sealed record CanaryComputed(string RunId, string Sha256);

/// <summary>
/// The worker has no part in the run, or no longer: it stops, and a proxy passes the reason on to its worker process. To the
/// run's actor it means all proxies.
/// </summary>
internal sealed record EndWorker(WorkerExit Exit);

/// <summary>The proxy of a remote worker ends; its worker's unanswered slices go to the others.</summary>
internal sealed record WorkerLost(string Worker, WorkerExit Exit);

/// <summary>An accepted worker cannot start, for example for lack of memory, or cannot compute the canary; it is dropped.</summary>
internal sealed record WorkerFailed(Exception Error);

/// <summary>Ends the run after the current step, with <see cref="StopReason.Interrupted"/>.</summary>
internal sealed record StopTraining(string RunId);
