using ActorNet.TestKit.Processes;

namespace ActorNet.Chaos.Plan;

/// <summary>What a worker sends with a wrong bit.</summary>
internal enum LieKind
{
    /// <summary>The gradient of its slices.</summary>
    Gradients,

    /// <summary>Only what it adds in exchanges, not the parts that it adds.</summary>
    Sums,
}

/// <summary>A worker computes wrongly until it is expelled; the worker that takes its place does not.</summary>
/// <param name="Worker">The index of the worker, from 0.</param>
/// <param name="First">How many gradients or sums are right before the first wrong one.</param>
internal sealed record Lie(LieKind Kind, int Worker, int First)
{
    public WorkerFault Fault => Kind == LieKind.Gradients ? WorkerFault.ComputeWrongly(First) : WorkerFault.AddWrongly(First);

    public override string ToString() => FormattableString.Invariant(
        $"w{Worker + 1} has wrong {Kind.ToString().ToLowerInvariant()} after {First}");
}
