using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Training;

/// <summary>
/// What a worker computes with. The built-in one runs the vectorized kernels; another may compute elsewhere, as long as it returns the
/// same bits (docs/law.md): an answer with other bits is found by the canary or an audit, and its worker is expelled.
/// Called by one thread at a time.
/// </summary>
public interface IGradientComputer
{
    /// <summary>Computes the gradient of some slices of a step's minibatch into <paramref name="result"/>.</summary>
    /// <param name="parameters">The parameters before the step, [ParameterCount]; read only.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="slices">The slices.</param>
    /// <param name="result">Receives the sum of each of the range's largest tree nodes, and the loss of each slice; its
    /// <see cref="PartialGradient.Begin"/> comes first.</param>
    void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result);

    /// <summary>
    /// Evaluates slices of <see cref="Evaluation.SliceSize"/> consecutive samples, from sample <paramref name="firstSample"/> on.
    /// </summary>
    /// <param name="parameters">The parameters, [ParameterCount]; read only.</param>
    /// <param name="samples">The set to evaluate on, such as the test set.</param>
    /// <param name="firstSample">The first sample of slice 0.</param>
    /// <param name="slices">The slices.</param>
    /// <param name="losses">Receives the summed cost of each slice, [slices.Count].</param>
    /// <returns>The number of samples classified correctly; 0 for regression.</returns>
    int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses);
}
