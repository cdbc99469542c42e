using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Tests;

public class TrainerTests
{
    private static readonly TrainerOptions TwoWorkers = new() { Workers = 2 };

    [Fact]
    public async Task Events_are_raised_in_order()
    {
        var events = new List<TrainingEvent>();
        var spec = SmallData.Spec(batch: 50, epochs: 3);
        var result = await Trainer.TrainAsync(spec, SmallData.Blobs(), TwoWorkers with { ReportEverySteps = 2 }, events.Add);

        Assert.IsType<WorkerJoined>(events[0]);
        Assert.IsType<WorkerJoined>(events[1]);
        var started = Assert.IsType<TrainingStarted>(events[2]);
        Assert.Equal((2, 300, 120, 6), (started.Workers, started.TrainSamples, started.TestSamples, started.StepsPerEpoch));
        Assert.Equal([2, 4, 6, 8, 10, 12, 14, 16, 18], events.OfType<StepsCompleted>().Select(e => (int)e.Step));
        Assert.Equal([1, 2, 3], events.OfType<EpochCompleted>().Select(e => e.Epoch));
        Assert.Equal(result.Epochs, events.OfType<EpochCompleted>());
        var completed = Assert.IsType<TrainingCompleted>(events[^1]);
        Assert.Equal((StopReason.AllEpochsDone, 18, result.WeightsSha256), (completed.Reason, completed.Steps, completed.WeightsSha256));
        Assert.Equal(900, events.OfType<StepsCompleted>().SelectMany(e => e.Workers).Sum(w => w.Samples));
    }

    [Fact]
    public async Task Messages_are_reported_in_order()
    {
        var messages = new List<WorkerMessage>();
        var sums = new List<float>();
        var options = TwoWorkers with
        {
            OnMessage = message =>
            {
                messages.Add(message);
                if (message.Gradient is { } part)
                    sums.Add(part.Sum(0)[0]);
            },
        };
        await Trainer.TrainAsync(SmallData.Spec(batch: 100, epochs: 1), SmallData.Blobs(), options);

        foreach (var worker in new[] { "worker-1", "worker-2" })
        {
            var reported = messages.Where(message => message.Worker == worker && message.Round?.Kind is null or RoundKind.Gradient)
                .ToList();
            string[] expected = ["RegisterWorker", "WorkerAccepted", "WorkerReady", "WorkerAdmitted"];
            for (var step = 0; step < 3; step++)
                expected = [.. expected, "ComputeGradient", "GradientComputed"];
            Assert.Equal(expected, reported.Select(message => message.Name));
            Assert.All(
                reported, message => Assert.Equal(message.Name is "WorkerAccepted" or "WorkerAdmitted" or "ComputeGradient", message.IsToWorker));
            Assert.Equal(
                [0, 0, 1, 1, 2, 2], reported.Where(message => message.Round is not null).Select(message => (int)message.Round!.Value.Step));
        }

        Assert.Equal(6, sums.Count);
        foreach (var step in messages.Where(message => message.Name == "GradientComputed").GroupBy(message => message.Round!.Value.Step))
            Assert.Equal(
                new MinibatchPlan(SmallData.Spec(batch: 100), 300).SlicesIn(step.Key), step.Sum(message => message.Slices!.Value.Count));
    }

    [Fact]
    public async Task Evaluation_over_workers_equals_the_reference_exactly()
    {
        var data = SmallData.Blobs(test: 1111);
        var spec = SmallData.Spec();
        var result = await Trainer.TrainAsync(spec, data, new TrainerOptions { Workers = 3 });
        var expected = LocalTrainer.Evaluate(spec.Network, result.Parameters, data.Test, 0);
        Assert.Equal((expected.Loss, expected.Accuracy), (result.TestLoss, result.TestAccuracy));
        Assert.Equal(expected, new Network(spec.Network, result.Parameters).Evaluate(data.Test));
    }

    [Fact]
    public async Task Training_loss_is_the_mean_over_the_epochs_samples()
    {
        // The learning rate is too small to change a weight, so the training loss is that of the initial network.
        var spec = SmallData.Spec() with { Optimizer = new(OptimizerKind.Sgd, 1e-30f), Epochs = 1 };
        var data = SmallData.Blobs();
        var result = await Trainer.TrainAsync(spec, data, TwoWorkers);
        var initial = LocalTrainer.Evaluate(spec.Network, ParameterInitialization.Create(spec.Network, spec.Seed), data.Train, 0);
        Assert.Equal(initial.Loss, result.Epochs[0].TrainLoss, 12);
    }

    [Fact]
    public async Task Diverging_run_names_step_layer_and_learning_rate_and_keeps_the_last_good_state()
    {
        var spec = SmallData.Spec() with { Optimizer = new(OptimizerKind.Sgd, 1e30f) };
        var error = await Assert.ThrowsAsync<TrainingDivergedException>(() => Trainer.TrainAsync(spec, SmallData.Blobs(), TwoWorkers));
        Assert.Matches(
            @"^Training diverged at step \d+ \(epoch 1\): .* layer \d of 3; .* learning rate, which is 1E\+30: try a smaller one\.$",
            error.Message);
        Assert.All(error.LastGood.Parameters, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public async Task Cancelled_run_ends_after_a_step_and_resumes_to_the_same_weights()
    {
        var data = SmallData.Blobs();
        var spec = SmallData.Spec(OptimizerKind.Adam, batch: 10, epochs: 4) with { ValidationSamples = 50 };
        var whole = await Trainer.TrainAsync(spec, data, TwoWorkers);

        using var cancellation = new CancellationTokenSource();
        TrainingState? saved = null;
        var options = TwoWorkers with { ReportEverySteps = 1, Checkpoint = state => saved = state };
        var interrupted = await Trainer.TrainAsync(spec, data, options, e =>
        {
            if (e is StepsCompleted { Step: 37 })
                cancellation.Cancel();
        }, cancellation.Token);

        Assert.Equal(StopReason.Interrupted, interrupted.Reason);
        Assert.InRange(interrupted.Steps, 37, whole.Steps - 1);
        Assert.Equal(interrupted.Steps, saved!.Step);
        var resumed = await Trainer.TrainAsync(spec, data, new TrainerOptions { Workers = 3, ResumeFrom = saved });
        Assert.Equal(whole.WeightsSha256, resumed.WeightsSha256);
        Assert.Equal(whole.TestLoss, resumed.TestLoss);
    }

    [Fact]
    public async Task Every_checkpoint_leads_to_the_same_weights()
    {
        var data = SmallData.Blobs();
        var spec = SmallData.Spec(OptimizerKind.Nesterov, batch: 64, epochs: 3);
        var states = new List<TrainingState>();
        var whole = await Trainer.TrainAsync(spec, data, TwoWorkers with { CheckpointEverySteps = 2, Checkpoint = states.Add });

        Assert.Equal([2, 4, 5, 6, 8, 10, 12, 14, 15], states.Select(state => (int)state.Step));
        foreach (var state in states)
        {
            var resumed = await Trainer.TrainAsync(spec, data, TwoWorkers with { ResumeFrom = state });
            Assert.Equal(whole.WeightsSha256, resumed.WeightsSha256);
        }
    }

    [Fact]
    public async Task Early_stopped_run_stops_at_the_same_step_from_every_checkpoint()
    {
        // Noisy data and few samples exhaust the patience; a low target is reached long before the last epoch.
        var patient = SmallData.Spec(OptimizerKind.Adam, batch: 10, epochs: 40) with
        {
            ValidationSamples = 60, Patience = 3, Optimizer = new(OptimizerKind.Adam, 0.02f),
        };
        var aiming = SmallData.Spec(batch: 20, epochs: 40) with { TargetAccuracy = 0.7 };
        await AssertSameEnd(patient, SmallData.Blobs(train: 100, noise: 2.5f), StopReason.NoImprovement);
        await AssertSameEnd(aiming, SmallData.Blobs(), StopReason.TargetReached);

        static async Task AssertSameEnd(TrainingSpec spec, Dataset data, StopReason reason)
        {
            var states = new List<TrainingState>();
            var whole = await Trainer.TrainAsync(spec, data, TwoWorkers with { Checkpoint = states.Add });
            Assert.Equal(reason, whole.Reason);
            Assert.True(whole.Epochs.Count < spec.Epochs, "The test needs a run that ends early.");
            foreach (var state in states)
            {
                var resumed = await Trainer.TrainAsync(spec, data, TwoWorkers with { ResumeFrom = state });
                Assert.Equal((whole.Reason, whole.Steps, whole.WeightsSha256), (resumed.Reason, resumed.Steps, resumed.WeightsSha256));
            }
        }
    }

    [Fact]
    public async Task Run_that_completed_its_epochs_stops_for_the_same_reason_with_more_epochs()
    {
        var data = SmallData.Blobs(train: 100, noise: 2.5f);
        var spec = SmallData.Spec(OptimizerKind.Adam, batch: 10, epochs: 40) with
        {
            ValidationSamples = 60, Patience = 2, Optimizer = new(OptimizerKind.Adam, 0.02f),
        };
        var direct = await Trainer.TrainAsync(spec, data, TwoWorkers);
        TrainingState? last = null;
        await Trainer.TrainAsync(spec with { Epochs = direct.Epochs.Count }, data, TwoWorkers with { Checkpoint = state => last = state });
        var resumed = await Trainer.TrainAsync(spec, data, TwoWorkers with { ResumeFrom = last });
        Assert.Equal((direct.Reason, direct.Steps, direct.WeightsSha256), (resumed.Reason, resumed.Steps, resumed.WeightsSha256));
    }

    [Fact]
    public async Task Diverged_run_checkpoints_its_last_good_state()
    {
        TrainingState? saved = null;
        var spec = SmallData.Spec() with { Optimizer = new(OptimizerKind.Sgd, 1e30f) };
        var error = await Assert.ThrowsAsync<TrainingDivergedException>(
            () => Trainer.TrainAsync(spec, SmallData.Blobs(), TwoWorkers with { Checkpoint = state => saved = state }));
        Assert.Same(error.LastGood.Parameters, saved!.Parameters);
    }

    [Fact]
    public async Task Exception_of_an_event_handler_ends_the_run()
    {
        var run = Trainer.TrainAsync(
            SmallData.Spec(), SmallData.Blobs(), TwoWorkers, _ => throw new InvalidTimeZoneException("watcher"));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => run.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Run_cancelled_before_it_starts_takes_no_step()
    {
        var result = await Trainer.TrainAsync(SmallData.Spec(), SmallData.Blobs(), TwoWorkers, null, new CancellationToken(canceled: true));
        Assert.InRange(result.Steps, 0, 1);
        Assert.Equal(StopReason.Interrupted, result.Reason);
    }

    [Fact]
    public async Task State_of_another_network_is_rejected()
    {
        var state = new TrainingState(3, new float[5], [], 0, null);
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => Trainer.TrainAsync(SmallData.Spec(), SmallData.Blobs(), TwoWorkers with { ResumeFrom = state }));
        Assert.StartsWith("The state to resume from, of step 3, does not fit network 12-9-7-4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Best_epoch_is_kept_if_there_are_validation_samples()
    {
        // Few samples and many steps: the network soon overfits, and the validation loss rises again.
        var spec = SmallData.Spec(
            OptimizerKind.Adam, batch: 10, epochs: 40) with { ValidationSamples = 60, Optimizer = new(OptimizerKind.Adam, 0.02f) };
        var result = await Trainer.TrainAsync(spec, SmallData.Blobs(train: 100, noise: 2.5f), TwoWorkers);
        var best = result.Epochs.MinBy(epoch => epoch.ValidationLoss)!;
        Assert.Equal(best.Epoch, result.BestEpoch);
        Assert.Equal((best.TestLoss, best.TestAccuracy), (result.TestLoss, result.TestAccuracy));
        Assert.True(best.Epoch < 40, "The test needs a run whose last epoch is not its best.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public async Task Worker_count_out_of_range_is_rejected(int workers)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => Trainer.TrainAsync(SmallData.Spec(), SmallData.Blobs(), new TrainerOptions { Workers = workers }));
        Assert.Equal($"Workers is {workers}; allowed is a whole number from 1 to 256.", error.Message);
    }

    [Fact]
    public async Task Too_many_compute_threads_in_total_are_rejected()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => Trainer.TrainAsync(SmallData.Spec(), SmallData.Blobs(), new TrainerOptions { Workers = 256, Threads = 17 }));
        Assert.Equal(
            "Threads is 17; allowed is a number with which the workers of a process have at most 4,096 compute threads together; 256 "
                + "workers have 4,352.", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public async Task Thread_count_out_of_range_is_rejected(int threads)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => Trainer.TrainAsync(SmallData.Spec(), SmallData.Blobs(), new TrainerOptions { Threads = threads }));
        Assert.Equal($"Threads is {threads}; allowed is a whole number from 1 to 256.", error.Message);
    }
}
