using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.TestWorker;

/// <summary>Flips the lowest bit of the first number of each gradient from gradient <paramref name="first"/> on.</summary>
internal sealed class BitFlippingComputer(IGradientComputer right, long first) : IGradientComputer
{
    private long _computed;

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
    {
        right.Compute(parameters, step, slices, result);
        if (_computed++ >= first)
            LowestBit.Flip(ref result.Sum(0)[0]);
    }

    public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
        right.Evaluate(parameters, samples, firstSample, slices, losses);
}
