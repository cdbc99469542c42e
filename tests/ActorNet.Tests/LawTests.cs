using ActorNet.Coordination.Training;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Testing;

namespace ActorNet.Tests;

/// <summary>The law: the final weights are the local trainer's, independent of the number of workers.</summary>
public class LawTests
{
    private static readonly int[] WorkerCounts = [1, 2, 3, 5, 8];

    private static readonly (int Workers, int Threads)[] WorkersAndThreads = [(1, 2), (1, 3), (2, 2), (2, 3)];

    public static TheoryData<OptimizerKind, int> OptimizersAndBatches()
    {
        var data = new TheoryData<OptimizerKind, int>();
        foreach (var optimizer in Enum.GetValues<OptimizerKind>())
            foreach (var batch in new[] { 10, 33, 128 })
                data.Add(optimizer, batch);
        return data;
    }

    [Theory]
    [MemberData(nameof(OptimizersAndBatches))]
    public Task Weights_are_the_local_trainers_at_any_worker_count(OptimizerKind optimizer, int batch) =>
        AssertLaw(SmallData.Spec(optimizer, batch) with { L2 = 1e-3f }, SmallData.Blobs());

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Momentum)]
    [InlineData(OptimizerKind.Nesterov)]
    [InlineData(OptimizerKind.Adagrad)]
    [InlineData(OptimizerKind.Adam)]
    public Task Weights_are_the_same_for_a_batch_of_60000(OptimizerKind optimizer) => AssertLaw(
        SmallData.Spec(optimizer, batch: 60_000) with { Network = NetworkSpec.Parse("12-5-4") }, SmallData.Blobs(train: 60_000));

    [Theory]
    [InlineData("step:1:0.5")]
    [InlineData("exponential:0.9")]
    [InlineData("cosine")]
    public Task Weights_are_the_same_for_every_schedule(string schedule) =>
        AssertLaw(SmallData.Spec(OptimizerKind.Adam) with { Schedule = LearningRateSchedule.Parse(schedule) }, SmallData.Blobs());

    [Fact]
    public Task Weights_are_the_same_with_validation_patience_and_a_target() => AssertLaw(
        SmallData.Spec(
            epochs: 30) with { ValidationSamples = 60, Patience = 2, TargetAccuracy = 0.999, Optimizer = new(OptimizerKind.Sgd, 0.9f) },
        SmallData.Blobs());

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public Task Weights_are_the_same_for_any_micro_batch(int microBatch) =>
        AssertLaw(SmallData.Spec() with { MicroBatchSize = microBatch }, SmallData.Blobs());

    [Theory]
    [InlineData(10)]
    [InlineData(128)]
    public Task Weights_do_not_depend_on_the_threads_of_a_worker(int batch) =>
        AssertLaw(SmallData.Spec(OptimizerKind.Adam, batch) with { L2 = 1e-3f }, SmallData.Blobs(), WorkersAndThreads);

    [Theory]
    [InlineData(Activation.Sigmoid, Activation.Sigmoid, Cost.CrossEntropy)]
    [InlineData(Activation.Softplus, Activation.Tanh, Cost.Quadratic)]
    public Task Weights_do_not_depend_on_the_threads_of_a_worker_for_other_networks(Activation hidden, Activation output, Cost cost) =>
        AssertLaw(
        SmallData.Spec() with
        {
            Network = NetworkSpec.Parse(
                "12-70-33-4") with { HiddenActivation = hidden, OutputActivation = output, Cost = cost, Initializer = Initializer.Xavier },
        },
        SmallData.Blobs(), WorkersAndThreads);

    /// <summary>Enough parameters that the optimizer step is divided over threads too.</summary>
    [Fact]
    public Task Weights_do_not_depend_on_the_threads_that_take_the_step_of_a_large_network() => AssertLaw(
        SmallData.Spec(OptimizerKind.Momentum, batch: 32, epochs: 1) with { Network = NetworkSpec.Parse("12-2001-140-4"), L2 = 1e-3f },
        SmallData.Blobs(train: 96, test: 20), WorkersAndThreads);

    private static Task AssertLaw(TrainingSpec spec, Dataset dataset) =>
        AssertLaw(spec, dataset, WorkerCounts.Select(workers => (workers, 1)));

    private static async Task AssertLaw(TrainingSpec spec, Dataset dataset, IEnumerable<(int Workers, int Threads)> counts)
    {
        var expected = WeightsHash.Of(LocalTrainer.Train(spec, dataset));
        foreach (var (workers, threads) in counts)
        {
            var result = await Trainer.TrainAsync(
                spec, dataset, new TrainerOptions { Workers = workers, Threads = threads, Processors = 4 });
            Assert.True(
                expected == result.WeightsSha256,
                $"{workers} workers with {threads} threads end with {result.WeightsSha256} instead of {expected}.");
        }
    }
}
