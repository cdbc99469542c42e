using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Descent;

/// <summary>
/// A linear unit o = wx + b, fitted to a few points by gradient descent: Δw = η Σ(t − o)x, the delta rule (Widrow and Hoff, 1960;
/// Mitchell, "Machine Learning", section 4.4.3).
/// </summary>
internal static class LinearUnit
{
    /// <summary>One input, one output, no activation; the cost is E = ½(t − o)², averaged over the samples.</summary>
    public static NetworkSpec Spec { get; } = new(new LayerWidths(1, 1)) { OutputActivation = Activation.Identity, Cost = Cost.Quadratic };

    /// <summary>Points on the line t = ½x + ¼ and near it.</summary>
    public static SampleSet Points { get; } = SampleSet.FromValues(
        [-2, -1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f, 2, 2.5f], 1, [-0.85f, -0.4f, -0.35f, 0.15f, 0.2f, 0.6f, 0.65f, 1.1f, 1.2f, 1.45f], 1);

    /// <summary>Full-batch gradient descent: one step for all points together.</summary>
    public static TrainingSpec FullBatch { get; } = new(Spec)
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.1f), BatchSize = Points.Count, MicroBatchSize = Points.Count, Epochs = 200,
    };

    /// <summary>
    /// Incremental (stochastic) gradient descent: one step per point, with a falling rate that lets the steps come to rest.
    /// </summary>
    public static TrainingSpec Incremental { get; } = FullBatch with
    {
        BatchSize = 1, MicroBatchSize = 1, Schedule = LearningRateSchedule.Cosine,
    };

    /// <summary>The unit after every epoch; the first entry is w = b = 0, before training.</summary>
    public static IReadOnlyList<Epoch> Train(TrainingSpec spec)
    {
        var stepsPerEpoch = new MinibatchPlan(spec, Points.Count).StepsPerEpoch;
        return
        [
            .. ParameterTrajectory.Train(spec, Points, [0, 0]).Where((_, step) => step % stepsPerEpoch == 0)
                .Select((parameters, epoch) => new Epoch(epoch, parameters[0], parameters[1], CostOf(parameters))),
        ];
    }

    /// <summary>E: the mean over the points of ½(t − o)².</summary>
    public static double CostOf(float[] parameters) => new Network(Spec, parameters).Evaluate(Points).Loss;

    /// <summary>The unit after epoch <paramref name="Number"/>; 0 is the start. The cost is E.</summary>
    public sealed record Epoch(int Number, float W, float B, double Cost);
}
