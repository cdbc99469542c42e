using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Messages;

// These messages carry tensors by reference and therefore never leave the process: the sender gives an array up at
// Tell, or promises not to write to it before the answer has come.

/// <summary>Compute the gradient of some slices of a step's minibatch. Answered by <see cref="GradientComputed"/> or <see cref="SlicesFailed"/>.</summary>
/// <param name="Round">The round; its step says which minibatch.</param>
/// <param name="Slices">Which slices.</param>
/// <param name="Parameters">The parameters before the step. Not written until it is answered.</param>
public sealed record ComputeGradient(RoundId Round, SliceRange Slices, float[] Parameters);

/// <summary>The gradient of some slices.</summary>
/// <param name="Round">The round that asked.</param>
/// <param name="Slices">The slices computed.</param>
/// <param name="Result">The sums and losses. The worker writes to it again when it is asked for a later step.</param>
/// <param name="ComputeTime">The time the computation took.</param>
public sealed record GradientComputed(RoundId Round, SliceRange Slices, PartialGradient Result, TimeSpan ComputeTime);

/// <summary>Evaluate some slices of the validation or test samples. Answered by <see cref="SlicesEvaluated"/> or <see cref="SlicesFailed"/>.</summary>
/// <param name="Round">The round; its kind says which samples.</param>
/// <param name="Slices">Which slices, of <see cref="Evaluation.SliceSize"/> samples.</param>
/// <param name="Parameters">The parameters to evaluate. Not written until it is answered.</param>
public sealed record EvaluateSlices(RoundId Round, SliceRange Slices, float[] Parameters);

/// <summary>The evaluation of some slices.</summary>
/// <param name="Round">The round that asked.</param>
/// <param name="Slices">The slices evaluated.</param>
/// <param name="SliceLosses">The summed cost of each slice.</param>
/// <param name="Correct">Samples classified rightly.</param>
public sealed record SlicesEvaluated(RoundId Round, SliceRange Slices, double[] SliceLosses, int Correct);

/// <summary>The slices could not be computed: the worker is broken.</summary>
/// <param name="Round">The round that asked.</param>
/// <param name="Slices">The slices asked for.</param>
/// <param name="Error">What went wrong.</param>
public sealed record SlicesFailed(RoundId Round, SliceRange Slices, Exception Error);
