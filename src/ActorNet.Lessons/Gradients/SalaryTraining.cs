using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Gradients;

/// <summary>The same 500 iterations twice: by hand-written deltas, and by the engine.</summary>
internal static class SalaryTraining
{
    /// <summary>The parameters at the start and after each iteration by the deltas of <see cref="SalaryNetwork"/>.</summary>
    public static IReadOnlyList<float[]> ByHand()
    {
        var run = SalaryData.Run;
        var plan = new MinibatchPlan(run, SalaryData.Samples.Count);
        var network = new SalaryNetwork(SalaryData.Start);
        var path = new List<float[]> { network.Parameters };
        for (long step = 0; step < plan.TotalSteps; step++)
        {
            // Each iteration takes all samples, in an order that is shuffled anew: floats added in another order round otherwise.
            network.Step([.. plan.Minibatch(step).ToArray().Select(Sample)], run.Optimizer.LearningRate);
            path.Add(network.Parameters);
        }

        return path;
    }

    /// <summary>The same by the engine.</summary>
    public static IReadOnlyList<float[]> ByEngine() => [.. ParameterPath.Walk(SalaryData.Run, SalaryData.Samples, SalaryData.Start)];

    private static (float[] X, float Y) Sample(int index)
    {
        var (x, y) = (new float[2], new float[1]);
        SalaryData.Samples.CopyFeatures(index, x);
        SalaryData.Samples.CopyTargets(index, y);
        return (x, y[0]);
    }
}
