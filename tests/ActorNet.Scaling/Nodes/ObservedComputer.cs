using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Scaling.Nodes;

/// <summary>
/// Reports each request for a gradient before it is computed: all earlier answers have left, and in a star its parameters have arrived.
/// </summary>
internal sealed class ObservedComputer(IIncrementalComputer computer, Action<long> onStep) : IIncrementalComputer
{
    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result) =>
        Compute(parameters, step, slices, result, null);

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result, IGradientProgress? progress)
    {
        onStep(step);
        computer.Compute(parameters, step, slices, result, progress);
    }

    public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
        computer.Evaluate(parameters, samples, firstSample, slices, losses);
}
