using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Gradients;

/// <summary>
/// The same 500 iterations, by hand-written deltas and by the engine: the parameters at the start and after each iteration.
/// </summary>
internal static class SalaryTraining
{
    public static IReadOnlyList<float[]> ByHand()
    {
        var run = SalaryData.Spec;
        var plan = new MinibatchPlan(run, SalaryData.Samples.Count);
        var network = new SalaryNetwork(SalaryData.Start);
        var path = new List<float[]> { network.Parameters };
        for (long step = 0; step < plan.TotalSteps; step++)
        {
            // Each iteration takes all samples, in a newly shuffled order: float sums in another order round differently.
            network.Step([.. plan.Minibatch(step).ToArray().Select(Sample)], run.Optimizer.LearningRate);
            path.Add(network.Parameters);
        }

        return path;
    }

    public static IReadOnlyList<float[]> ByEngine() =>
        [.. ParameterTrajectory.Train(SalaryData.Spec, SalaryData.Samples, SalaryData.Start)];

    private static (float[] X, float Y) Sample(int index)
    {
        var (x, y) = (new float[2], new float[1]);
        SalaryData.Samples.CopyFeatures(index, x);
        SalaryData.Samples.CopyTargets(index, y);
        return (x, y[0]);
    }
}
