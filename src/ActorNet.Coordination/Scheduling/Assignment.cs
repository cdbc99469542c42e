using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Slices for a worker to compute. <c>IsRedundant</c>: another worker was assigned the same slices, so their answers can be compared.
/// </summary>
internal readonly record struct Assignment(int Worker, SliceRange Slices, bool IsRedundant = false)
{
    /// <summary>The exchange with peers that the worker takes part in; null if it answers with its whole gradient.</summary>
    public ExchangeAttempt? Exchange { get; init; }
}
