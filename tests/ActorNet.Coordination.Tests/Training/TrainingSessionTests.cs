using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Testing;

namespace ActorNet.Coordination.Tests.Training;

public class TrainingSessionTests
{
    [Fact]
    public void Steady_step_allocates_nothing_on_the_compute_path()
    {
        var data = SmallData.Blobs();
        var spec = SmallData.Spec(batch: 16, epochs: 1000);
        var session = new TrainingSession(spec, data);
        var worker = new GradientComputer(spec, data.Train);
        var part = new PartialGradient(spec.Network.ParameterCount);
        for (var i = 0; i < 2 * session.Plan.StepsPerEpoch; i++)
            Step(session, worker, part);

        // The runtime may allocate a little on this thread while it recompiles hot code; a step that allocates does so in every block.
        var min = Enumerable.Range(0, 5).Min(_ => AllocatedBy(1000, () => Step(session, worker, part)));
        Assert.True(min == 0, $"1000 steps allocated at least {min} bytes.");
    }

    [Fact]
    public void Missing_slice_is_detected()
    {
        var data = SmallData.Blobs();
        var spec = SmallData.Spec(batch: 64);
        var session = new TrainingSession(spec, data);
        var slices = session.BeginStep();
        var part = new PartialGradient(spec.Network.ParameterCount);
        new GradientComputer(spec, data.Train).Compute(session.Parameters.Values, 0, new SliceRange(0, slices - 1), part);
        session.Add(part);
        Assert.Throws<InvalidOperationException>(() => session.CompleteStep());
    }

    [Fact]
    public void Loss_of_an_epoch_is_that_of_its_own_steps()
    {
        var data = SmallData.Blobs(train: 70);
        var spec = SmallData.Spec(batch: 16);
        var session = new TrainingSession(spec, data);
        var worker = new GradientComputer(spec, data.Train);
        var part = new PartialGradient(spec.Network.ParameterCount);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            var sum = 0.0;
            for (var step = 0; step < session.Plan.StepsPerEpoch; step++)
                sum += Step(session, worker, part).Loss;
            Assert.Equal(sum / 70, session.EpochLoss);
        }
    }

    /// <summary>A network of one layer: its number is 0.</summary>
    [Fact]
    public void Gradient_that_is_not_finite_stops_the_run_in_the_first_layer_too()
    {
        var data = SmallData.Blobs();
        var spec = SmallData.Spec() with { Network = NetworkSpec.Parse("12-4") };
        var session = new TrainingSession(spec, data);
        var part = new PartialGradient(spec.Network.ParameterCount);
        new GradientComputer(spec, data.Train).Compute(session.Parameters.Values, 0, new SliceRange(0, session.BeginStep()), part);
        part.Sum(0)[0] = float.NaN;
        session.Add(part);
        Assert.Contains("in layer 1 of 1", Assert.Throws<TrainingDivergedException>(() => session.CompleteStep()).Message, StringComparison.Ordinal);
    }

    private static long AllocatedBy(int times, Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static StepOutcome Step(TrainingSession session, GradientComputer worker, PartialGradient part)
    {
        var slices = session.BeginStep();
        worker.Compute(session.Parameters.Values, session.Step, new SliceRange(0, slices), part);
        session.Add(part);
        return session.CompleteStep();
    }
}
