using ActorNet.Learning.Networks;
using ActorNet.Learning.Reference;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Training;

/// <summary>
/// The oracle: the plainest loop that obeys the law. No actors, threads or vectors; one sample at a time. Every faster trainer must end
/// with exactly these parameters.
/// </summary>
public static class LocalTrainer
{
    /// <summary>Trains by <paramref name="spec"/> and returns the final parameters.</summary>
    /// <param name="spec">Everything besides the data that determines the weights.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="maxSteps">Stop after this many steps, like an interrupted run; null for all.</param>
    /// <param name="initial">The initial parameters, if the spec names them; not written.</param>
    /// <exception cref="InvalidInputException">The spec is not valid, or does not fit the data.</exception>
    public static float[] Train(TrainingSpec spec, Dataset dataset, long? maxSteps = null, float[]? initial = null)
    {
        spec.Validate(dataset);
        if (spec.InitialWeights != (initial is null ? null : WeightsHash.Of(initial)))
            throw InvalidInputException.Of(
                "The initial parameters", "do not have the SHA-256 that the spec names", advice: "give the parameters that have it");
        var network = new ReferenceNetwork<float, SingleElementary>(spec.Network);
        var plan = new MinibatchPlan(spec, dataset.Train.Count);
        float[] parameters = initial is null ? ParameterInitialization.Create(spec.Network, spec.Seed) : [.. initial];
        var state0 = new float[parameters.Length];
        var state1 = new float[parameters.Length];
        var earlyStopping = new EarlyStopping(spec);

        for (long step = 0; step < plan.TotalSteps && step != maxSteps; step++)
        {
            var minibatch = plan.Minibatch(step).ToArray();
            var sliceSums = minibatch.Chunk(plan.SliceSize).Select(slice => SliceSum(network, parameters, dataset.Train, slice)).ToArray();
            var gradientSum = TreeSum(sliceSums);
            var epoch = plan.EpochOf(step);
            var rate = spec.Schedule.RateAt(spec.Optimizer.LearningRate, epoch, step, plan.TotalSteps);
            Update(spec, gradientSum, minibatch.Length, rate, step + 1, parameters, state0, state1);

            if (plan.StepInEpoch(step) < plan.StepsPerEpoch - 1)
                continue;
            var validation = spec.ValidationSamples == 0
                ? null
                : Evaluate(spec.Network, parameters, dataset.Train, dataset.Train.Count - spec.ValidationSamples);
            earlyStopping.Record(epoch, validation, parameters);
            var test = Evaluate(spec.Network, parameters, dataset.Test, 0);
            if (earlyStopping.IsTargetReached(validation, test) || earlyStopping.IsPatienceExhausted(epoch))
                break;
        }

        return earlyStopping.Best?.Parameters ?? parameters;
    }

    /// <summary>Evaluates on a set's samples, starting at <paramref name="first"/>.</summary>
    public static Evaluation Evaluate(NetworkSpec spec, float[] parameters, SampleSet samples, int first)
    {
        var network = new ReferenceNetwork<float, SingleElementary>(spec);
        var correct = 0;
        var losses = new List<double>();
        foreach (var slice in Enumerable.Range(first, samples.Count - first).Chunk(Evaluation.SliceSize))
        {
            var sum = 0.0;
            foreach (var index in slice)
            {
                var (x, y) = samples.Sample(index);
                var (z, a) = network.Forward(parameters, x);
                sum += network.Loss(z[^1], a[^1], y);
                if (samples.IsClassification && Evaluation.ArgMax(a[^1]) == samples.LabelOf(index))
                    correct++;
            }

            losses.Add(sum);
        }

        return Evaluation.Of(losses.ToArray(), correct, samples.Count - first, samples.IsClassification);
    }

    private static float[] SliceSum(ReferenceNetwork<float, SingleElementary> network, float[] parameters, SampleSet samples, int[] slice)
    {
        var sum = new float[parameters.Length];
        foreach (var index in slice)
        {
            var (x, y) = samples.Sample(index);
            var (z, a) = network.Forward(parameters, x);
            network.AddGradient(parameters, z, a, y, sum);
        }

        return sum;
    }

    /// <summary>Adds neighbours level by level, left + right; one without a right neighbour moves up alone.</summary>
    private static float[] TreeSum(float[][] nodes)
    {
        while (nodes.Length > 1)
            nodes = [.. nodes.Chunk(2).Select(
                pair => pair.Length == 1 ? pair[0] : [.. pair[0].Zip(pair[1], (left, right) => left + right)])];
        return nodes[0];
    }

    private static void Update(
        TrainingSpec spec, float[] gradientSum, int samples, float rate, long step, float[] parameters, float[] state0, float[] state1)
    {
        foreach (var block in ParameterLayout.Of(spec.Network).Layers)
        {
            for (var i = block.WeightOffset; i < block.WeightOffset + block.ParameterCount; i++)
            {
                var gradient = gradientSum[i] / samples;
                if (i < block.BiasOffset && spec.L2 != 0)
                    gradient = MathF.FusedMultiplyAdd(spec.L2, parameters[i], gradient);
                ReferenceOptimizer.Apply(spec.Optimizer, gradient, rate, step, ref parameters[i], ref state0[i], ref state1[i]);
            }
        }
    }
}
