using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Messages;

// These messages carry tensors by reference and therefore never leave the process: the sender hands an array over at
// Tell, or does not write to it before the answer arrives.

/// <summary>
/// Compute the gradient of some slices of a minibatch. Answered by <see cref="GradientComputed"/> or <see cref="SlicesFailed"/>.
/// </summary>
/// <param name="Round">The round; its step selects the minibatch.</param>
/// <param name="Slices">The slices.</param>
/// <param name="Parameters">The parameters before the step; not written before the answer arrives.</param>
public sealed record ComputeGradient(RoundId Round, SliceRange Slices, float[] Parameters)
{
    /// <summary>
    /// The exchange among worker processes that the worker takes part in: it answers with <see cref="ShareComputed"/> and
    /// <see cref="ShardSummed"/>, or <see cref="ExchangeFailed"/>, instead of the sums. Null if it answers with all of them.
    /// </summary>
    internal ExchangeAttempt? Exchange { get; init; }
}

/// <summary>A worker's losses are in the sums of the exchange, and its partial gradient is on its way to its peers.</summary>
internal sealed record ShareComputed(RoundId Round, SliceRange Slices, long Exchange, TimeSpan ComputeTime);

/// <summary>A worker's shard of the gradient, added over all members, is in the sums of the exchange.</summary>
internal sealed record ShardSummed(RoundId Round, long Exchange);

/// <summary>
/// A worker cannot complete an exchange: it lacks something of these peers. Takes the place of <see cref="ShareComputed"/> or of
/// <see cref="ShardSummed"/>.
/// </summary>
internal sealed record ExchangeFailed(RoundId Round, long Exchange, int[] MissingPeers);

/// <summary>An exchange is given up: a worker that cannot complete it answers <see cref="ExchangeFailed"/>.</summary>
internal sealed record AbandonExchange(RoundId Round, long Exchange);

/// <summary>The gradient of some slices.</summary>
/// <param name="Round">The request's round.</param>
/// <param name="Slices">The computed slices.</param>
/// <param name="Result">The sums and losses; the worker overwrites them for a later step.</param>
/// <param name="ComputeTime">Compute time, without transfer.</param>
public sealed record GradientComputed(RoundId Round, SliceRange Slices, PartialGradient Result, TimeSpan ComputeTime);

/// <summary>
/// Evaluate some slices of the validation or test samples. Answered by <see cref="SlicesEvaluated"/> or <see cref="SlicesFailed"/>.
/// </summary>
/// <param name="Round">The round; its kind selects the samples.</param>
/// <param name="Slices">The slices, of <see cref="Evaluation.SliceSize"/> samples.</param>
/// <param name="Parameters">The parameters to evaluate; not written before the answer arrives.</param>
public sealed record EvaluateSlices(RoundId Round, SliceRange Slices, float[] Parameters);

/// <summary>The evaluation of some slices.</summary>
/// <param name="Round">The request's round.</param>
/// <param name="Slices">The evaluated slices.</param>
/// <param name="SliceLosses">The summed cost of each slice.</param>
/// <param name="Correct">Correctly classified samples.</param>
public sealed record SlicesEvaluated(RoundId Round, SliceRange Slices, double[] SliceLosses, int Correct);

/// <summary>The worker could not compute the slices; the coordinator drops it.</summary>
/// <param name="Round">The request's round.</param>
/// <param name="Slices">The requested slices.</param>
/// <param name="Error">The cause.</param>
public sealed record SlicesFailed(RoundId Round, SliceRange Slices, Exception Error);
