using ActorNet.Learning.Gradients;
using ActorNet.Learning.Training;

namespace ActorNet.Lessons.Engine;

/// <summary>The path of a network's parameters in training, step by step, without actors.</summary>
internal static class ParameterTrajectory
{
    /// <summary>
    /// Runs the training with the engine's plan, gradients, tree and optimizer, starting from <paramref name="start"/> instead of the
    /// spec's initializer. Ends after the last epoch, or before the first step that would make a parameter non-finite.
    /// </summary>
    /// <returns>The parameters at the start and after every step.</returns>
    public static IEnumerable<float[]> Train(TrainingSpec spec, SampleSet samples, float[] start)
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
