using ActorNet.Learning.Gradients;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Lessons.Engine;

/// <summary>The way that a network's parameters go in training, step by step, without actors.</summary>
internal static class ParameterPath
{
    /// <summary>
    /// Walks the steps of a run: plan, gradients, tree and optimizer are the engine's. It ends with the last step of the last epoch, or
    /// before the first step that would make a number that is not finite.
    /// </summary>
    /// <param name="spec">The run; its initializer is not used.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="start">The parameters to start from.</param>
    /// <returns>The parameters at the start and after every step.</returns>
    public static IEnumerable<float[]> Walk(TrainingSpec spec, SampleSet samples, float[] start)
    {
        spec.Validate();
        var plan = new MinibatchPlan(spec, samples.Count);
        var computer = new GradientComputer(spec, samples);
        var optimizer = spec.CreateOptimizer(start);
        var tree = new GradientTree();
        var part = new PartialGradient(start.Length);
        yield return start;
        for (long step = 0; step < plan.TotalSteps; step++)
        {
            var slices = plan.SlicesIn(step);
            computer.Compute(optimizer.Parameters, step, new SliceRange(0, slices), part);
            tree.Begin(slices);
            tree.Add(part);
            var rate = spec.Schedule.RateAt(spec.Optimizer.LearningRate, plan.EpochOf(step), step, plan.TotalSteps);
            if (optimizer.TryStep(tree, plan.SamplesIn(step), rate) >= 0)
                yield break;
            yield return [.. optimizer.Parameters];
        }
    }
}
