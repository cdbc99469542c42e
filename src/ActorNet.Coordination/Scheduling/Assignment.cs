using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Slices for a worker to compute. <c>IsRedundant</c>: another worker was assigned the same slices, so their answers can be compared.
/// <c>Exchange</c>: the worker exchanges its gradient with peers; null if it answers with all of it.
/// </summary>
internal readonly record struct Assignment(int Worker, SliceRange Slices, bool IsRedundant = false, ExchangeAttempt? Exchange = null);
