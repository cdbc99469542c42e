using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

/// <summary>
/// A training loop of the building blocks of workers and coordinator: several gradient computers share each step's slices, partitioned
/// differently every time, and the last one's part is added first.
/// </summary>
internal static class ShardedTrainer
{
    public static (float[] Parameters, long Steps) Train(TrainingSpec spec, Dataset dataset, int workers, long? maxSteps = null)
    {
        spec.Validate(dataset);
        var plan = new MinibatchPlan(spec, dataset.Train.Count);
        var optimizer = spec.CreateOptimizer(ParameterInitialization.Create(spec.Network, spec.Seed));
        var computers = Enumerable.Range(0, workers).Select(_ => new GradientComputer(spec, dataset.Train)).ToArray();
        var parts = Enumerable.Range(0, workers).Select(_ => new PartialGradient(spec.Network.ParameterCount)).ToArray();
        var tree = new GradientTree();
        var earlyStopping = new EarlyStopping(spec);
        while (optimizer.Step < plan.TotalSteps && optimizer.Step != maxSteps)
        {
            var step = optimizer.Step;
            var epoch = plan.EpochOf(step);
            var ranges = SlicePartitions.Split(plan.SlicesIn(step), workers, (uint)step);
            tree.Begin(plan.SlicesIn(step));
            for (var worker = ranges.Length - 1; worker >= 0; worker--)
            {
                computers[worker].Compute(optimizer.Parameters, step, ranges[worker], parts[worker]);
                tree.Add(parts[worker]);
            }

            var rate = spec.Schedule.RateAt(spec.Optimizer.LearningRate, epoch, step, plan.TotalSteps);
            Assert.Equal(-1, optimizer.TryStep(tree, plan.SamplesIn(step), rate));
            if (plan.StepInEpoch(optimizer.Step) != 0)
                continue;

            var train = dataset.Train;
            var validation = spec.ValidationSamples == 0
                ? null
                : Evaluate(computers, optimizer.Parameters, train, train.Count - spec.ValidationSamples);
            earlyStopping.Record(epoch, validation, optimizer.Parameters);
            var test = Evaluate(computers, optimizer.Parameters, dataset.Test, 0);
            if (earlyStopping.IsTargetReached(validation, test) || earlyStopping.IsPatienceExhausted(epoch))
                break;
        }

        return (earlyStopping.Best?.Parameters ?? optimizer.Parameters, optimizer.Step);
    }

    /// <summary>Evaluates the samples from <paramref name="first"/> on, distributed over the computers.</summary>
    public static Evaluation Evaluate(GradientComputer[] computers, float[] parameters, SampleSet samples, int first)
    {
        var losses = new double[SliceRange.CountOf(samples.Count - first, Evaluation.SliceSize)];
        var correct = 0;
        var ranges = SlicePartitions.Split(losses.Length, computers.Length, (uint)first);
        for (var worker = ranges.Length - 1; worker >= 0; worker--)
            correct += computers[worker].Evaluate(parameters, samples, first, ranges[worker], losses.AsSpan(ranges[worker].First));
        return Evaluation.Of(losses, correct, samples.Count - first, samples.IsClassification);
    }
}
