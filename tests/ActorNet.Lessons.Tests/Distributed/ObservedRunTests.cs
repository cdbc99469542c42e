using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Distributed;
using ActorNet.Protocol;

namespace ActorNet.Lessons.Tests.Distributed;

public class ObservedRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Workers_partition_the_slices_and_their_sums_give_the_step(int workers)
    {
        var digits = DataParallelLesson.Digits();
        var spec = DataParallelLesson.Spec;
        var run = await ObservedRun.TrainAsync(spec, digits, TestLessons.Context, workers, CancellationToken.None);

        var slices = new MinibatchPlan(spec, digits.Train.Count).SlicesIn(0);
        Assert.Equal(workers, run.Shares.Count);
        Assert.Equal(Enumerable.Range(0, slices), run.Shares.SelectMany(share => Enumerable.Range(share.Slices.First, share.Slices.Count)));
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(spec, digits)), run.Result.WeightsSha256);
        Assert.Equal(RootOfWholeMinibatch(spec, digits), DataParallelLesson.RootOf(run.Shares, slices));
    }

    [Fact]
    public async Task Every_join_and_step_message_is_recorded_once_per_worker()
    {
        var run = await ObservedRun.TrainAsync(
            DataParallelLesson.Spec, DataParallelLesson.Digits(), TestLessons.Context, workers: 4, CancellationToken.None);
        foreach (var worker in new[] { "worker 1", "worker 2", "worker 3", "worker 4" })
        {
            Assert.Equal(
                ["RegisterWorker", "WorkerAccepted", "WorkerReady", "WorkerAdmitted", "ComputeGradient", "GradientComputed"],
                run.Messages.Where(message => message.Worker == worker && message.Round?.Kind is null or RoundKind.Gradient)
                    .Select(message => message.Name));
        }

        Assert.Equal(["EvaluateSlices", "SlicesEvaluated"], run.Messages.TakeLast(2).Select(message => message.Name));
        Assert.Equal(4 * 6 + 2, run.Messages.Count);
    }

    [Fact]
    public void Slices_of_a_late_worker_that_another_computes_too_are_recorded_once_as_its_own()
    {
        var round = new RoundId("run", 1, RoundKind.Gradient, 0);
        var (left, right) = (new SliceRange(0, 4), new SliceRange(4, 3));
        WorkerMessage[] messages =
        [
            new("b", IsToWorker: false, "RegisterWorker", null, null), new("a", IsToWorker: false, "RegisterWorker", null, null),
            new("a", IsToWorker: true, "ComputeGradient", round, right), new("b", IsToWorker: true, "ComputeGradient", round, left),
            new("a", IsToWorker: false, "GradientComputed", round, right), new("a", IsToWorker: true, "ComputeGradient", round, left),
            new("a", IsToWorker: false, "GradientComputed", round, left), new("b", IsToWorker: false, "GradientComputed", round, left),
        ];

        Assert.Equal(
            [
                ("worker 1", "RegisterWorker", null), ("worker 2", "RegisterWorker", null),
                ("worker 1", "ComputeGradient", left), ("worker 2", "ComputeGradient", right),
                ("worker 1", "GradientComputed", left), ("worker 2", "GradientComputed", right),
            ],
            ObservedRun.InOrder(messages).Select(message => (message.Worker, message.Name, message.Slices)));
    }

    private static float[] RootOfWholeMinibatch(TrainingSpec spec, Dataset digits)
    {
        var slices = new MinibatchPlan(spec, digits.Train.Count).SlicesIn(0);
        var part = new PartialGradient(spec.Network.ParameterCount);
        new GradientComputer(spec, digits.Train).Compute(
            ParameterInitialization.Create(spec.Network, spec.Seed), 0, new SliceRange(0, slices), part);
        return part.Sum(0);
    }
}
