using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Scaling.Nodes;

/// <summary>
/// Reports each request for a gradient before it is computed: its parameters have arrived, and all earlier answers have left.
/// </summary>
internal sealed class ObservedComputer(IGradientComputer computer, Action<long> onStep) : IGradientComputer
{
    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
    {
        onStep(step);
        computer.Compute(parameters, step, slices, result);
    }

    public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
        computer.Evaluate(parameters, samples, firstSample, slices, losses);
}
