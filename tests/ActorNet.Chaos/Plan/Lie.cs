using System.Globalization;

namespace ActorNet.Chaos.Plan;

/// <summary>What a worker sends with a wrong bit; the names, in lower case, are arguments of ActorNet.FaultyWorker.</summary>
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
    /// <summary>The arguments of ActorNet.FaultyWorker, before those of the command.</summary>
    public IReadOnlyList<string> Arguments => [Kind.ToString().ToLowerInvariant(), First.ToString(CultureInfo.InvariantCulture)];

    public override string ToString() => FormattableString.Invariant(
        $"w{Worker + 1} has wrong {Kind.ToString().ToLowerInvariant()} after {First}");
}
