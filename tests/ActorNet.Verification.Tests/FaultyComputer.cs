using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Verification.Tests;

/// <summary>Computes one number of each gradient wrongly, from step <paramref name="first"/> on, counted from 0.</summary>
internal sealed class FaultyComputer(TrainingSpec spec, SampleSet samples, long first, int parameter) : IGradientComputer
{
    private readonly GradientComputer _right = new(spec, samples);

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
    {
        _right.Compute(parameters, step, slices, result);
        if (step >= first)
            result.Sum(0)[parameter] += 100;
    }

    public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
        _right.Evaluate(parameters, samples, firstSample, slices, losses);
}
