using System.Diagnostics;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Scaling.Nodes;

/// <summary>
/// Takes as long as computing would, but leaves the processor to others meanwhile, so that two processors carry many workers. Gradients are
/// zero, and each sample's loss is 1. The canary, which the coordinator checks, and evaluations are computed by another computer.
/// </summary>
/// <param name="exact">Computes the canary and evaluations.</param>
/// <param name="plan">The run's minibatches.</param>
/// <param name="secondsPerSample">How long the gradient of a sample takes.</param>
internal sealed class PacedComputer(IGradientComputer exact, MinibatchPlan plan, double secondsPerSample) : IGradientComputer
{
    /// <summary>A thread that sleeps wakes up to a tenth of a millisecond late.</summary>
    private static readonly TimeSpan WakeUp = TimeSpan.FromMilliseconds(0.2);

    private bool _hasComputedCanary;

    /// <summary>Sums that are zero already: only the canary, which comes first, writes anything else to them.</summary>
    private readonly HashSet<float[]> _zeros = [];

    public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
    {
        // Not by its slices: a share of the first step may have the same.
        if (!_hasComputedCanary)
        {
            _hasComputedCanary = true;
            exact.Compute(parameters, step, slices, result);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        result.Begin(slices, plan.SlicesIn(step));
        for (var node = 0; node < result.NodeCount; node++)
            if (_zeros.Add(result.Sum(node)))
                Array.Clear(result.Sum(node));
        for (var slice = 0; slice < slices.Count; slice++)
            result.SliceLosses[slice] = plan.SamplesIn(step, new SliceRange(slices.First + slice, 1));
        Wait(started, TimeSpan.FromSeconds(plan.SamplesIn(step, slices) * secondsPerSample));
    }

    public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
        exact.Evaluate(parameters, samples, firstSample, slices, losses);

    private static void Wait(long started, TimeSpan time)
    {
        while (time - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            // Sleeps whole milliseconds; the rest is spent giving way to whoever wants the processor.
            if (left - WakeUp is { TotalMilliseconds: >= 1 } sleep)
                Thread.Sleep((int)sleep.TotalMilliseconds);
            else
                Thread.Yield();
        }
    }
}
