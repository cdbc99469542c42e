using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Exchange;

/// <summary>
/// One exchange as the coordinator sees it. The members' answers are read straight into <see cref="Sums"/> and <see cref="Hashes"/>, each to
/// a place of its own. An attempt that was given up may still be written to, so its sums are never used again.
/// </summary>
/// <param name="Number">Unique within the run of one coordinator, and growing.</param>
/// <param name="Plan">The members, with their slices and shards.</param>
/// <param name="Sums">Of the largest nodes of the plan's slices.</param>
internal sealed record ExchangeAttempt(long Number, ExchangePlan Plan, PartialGradient Sums)
{
    /// <summary>What the members say of the parts they sent and got; null if the exchange is not audited.</summary>
    public PartHashes? Hashes { get; init; }
}
