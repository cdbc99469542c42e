using ActorNet.Learning.Gradients;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Tests.Threading;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

public class SteadyStateAllocationTests
{
    private const int Steps = 1_000;

    [Fact]
    public void Steady_gradients_of_a_team_allocate_nothing() => Deadline.Run(() =>
    {
        var spec = new TrainingSpec(NetworkSpec.Parse("5-40-3")) { BatchSize = 600, MicroBatchSize = 16, Epochs = 100 };
        var data = TestData.Classes(600, 5, 3);
        using var team = new ThreadTeam(3);
        var computer = new GradientComputer(spec, data, Kernels.Best, team, teamFlop: 0);
        var parameters = ParameterInitialization.Create(spec.Network, spec.Seed);
        var result = new PartialGradient(parameters.Length);
        var losses = new double[2];
        Assert.Equal(0, new TeamAllocations(team).MinOf(attempts: 5, () =>
        {
            for (var i = 0; i < 20; i++)
            {
                computer.Compute(parameters, 0, new SliceRange(0, 38), result);
                computer.Evaluate(parameters, data, 100, new SliceRange(0, 2), losses);
            }
        }));
    });

    /// <summary>One slice to many.</summary>
    [Theory]
    [InlineData(OptimizerKind.Sgd, 10, 10)]
    [InlineData(OptimizerKind.Momentum, 10, 1)]
    [InlineData(OptimizerKind.Adam, 300, 16)]
    public void A_thousand_steady_steps_allocate_nothing(OptimizerKind kind, int batch, int micro)
    {
        var spec = new TrainingSpec(NetworkSpec.Parse("5-6-3"))
        {
            BatchSize = batch, MicroBatchSize = micro, Epochs = 10 * Steps, Optimizer = new OptimizerSpec(kind, 0.01f), L2 = 0.001f,
        };
        var data = TestData.Classes(700, 5, 3);
        var plan = new MinibatchPlan(spec, data.Count);
        var optimizer = spec.CreateOptimizer(ParameterInitialization.Create(spec.Network, spec.Seed));
        var computer = new GradientComputer(spec, data);
        var tree = new GradientTree();
        var (left, right) = (new PartialGradient(spec.Network.ParameterCount), new PartialGradient(spec.Network.ParameterCount));
        while (optimizer.Step < plan.StepsPerEpoch)
            Train();

        // The runtime occasionally allocates a little on this thread while it recompiles hot methods; what the steps themselves allocate
        // shows in every thousand of them.
        var min = long.MaxValue;
        for (var attempt = 0; attempt < 5 && min > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Steps; i++)
                Train();
            min = Math.Min(min, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, min);

        void Train()
        {
            var step = optimizer.Step;
            var slices = plan.SlicesIn(step);
            var cut = (slices + 2) / 3;
            tree.Begin(slices);
            computer.Compute(optimizer.Parameters, step, new SliceRange(0, cut), left);
            tree.Add(left);
            if (cut < slices)
            {
                computer.Compute(optimizer.Parameters, step, new SliceRange(cut, slices - cut), right);
                tree.Add(right);
            }

            if (optimizer.TryStep(tree, plan.SamplesIn(step), 0.01f) >= 0)
                throw new InvalidOperationException($"Step {step} diverged.");
        }
    }
}
