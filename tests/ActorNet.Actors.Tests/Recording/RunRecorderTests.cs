using ActorNet.Actors.Recording;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Actors.Tests.Recording;

public sealed class RunRecorderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-recorder-").FullName;
    private readonly RunDirectory _run;

    public RunRecorderTests()
    {
        var spec = new TrainingSpec(NetworkSpec.Parse("3-2")) { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 1) };
        var data = new DatasetDescription(new DatasetRequest("digits"), "digits", "ab", 10, 5, 3, 2, true);
        _run = RunDirectory.Create(Path.Combine(_folder, "run"), RunDescription.Create(spec, data, "test", DateTimeOffset.UnixEpoch));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Recorder_writes_all_events_in_order_and_the_last_checkpoint()
    {
        using (var recorder = new RunRecorder(_run))
        {
            for (var step = 1; step <= 500; step++)
            {
                recorder.Record(Steps(step));
                recorder.Checkpoint(State(step));
            }

            recorder.Complete();
        }

        Assert.Equal(
            Enumerable.Range(1, 500).Select(step => TrainingEventJson.Write(Steps(step))), File.ReadAllLines(_run.MetricsPath));
        Assert.Equal(500, _run.Checkpoints.ReadNewest(out _)!.Step);
        Assert.False(File.Exists(Path.Combine(_run.Path, "run.lock")));
    }

    [Fact]
    public void Recorder_that_resumes_forgets_what_will_be_done_again()
    {
        using (var recorder = new RunRecorder(_run))
        {
            foreach (var epoch in new[] { 1, 2, 3 })
            {
                recorder.Record(Steps(10 * epoch - 5));
                recorder.Record(Epoch(epoch));
            }
        }

        File.AppendAllText(_run.MetricsPath, "{\"event\":\"steps-compl");

        using (var recorder = new RunRecorder(_run, State(25)))
        {
            Assert.Equal([1, 2], recorder.EarlierEpochs.Select(epoch => epoch.Epoch));
            recorder.Record(Epoch(3));
            recorder.Complete();
        }

        Assert.Equal(
            new TrainingEvent[] { Steps(5), Epoch(1), Steps(15), Epoch(2), Steps(25), Epoch(3) }.Select(TrainingEventJson.Write),
            File.ReadAllLines(_run.MetricsPath));
    }

    [Fact]
    public void Recorder_forgets_what_is_void_when_the_run_goes_back()
    {
        using (var recorder = new RunRecorder(_run))
        {
            foreach (var epoch in new[] { 1, 2, 3 })
            {
                recorder.Record(Steps(10 * epoch));
                recorder.Record(Epoch(epoch));
                recorder.Checkpoint(State(10 * epoch));
            }

            // The second epoch is to be evaluated again: neither its evaluation nor a checkpoint after it is left.
            recorder.Record(new TrainingRewound("r", 20, 1, "why"));
            recorder.Complete();
        }

        Assert.Equal(
            new TrainingEvent[] { Steps(10), Epoch(1), Steps(20), new TrainingRewound("r", 20, 1, "why") }.Select(TrainingEventJson.Write),
            File.ReadAllLines(_run.MetricsPath));
        Assert.True(_run.Checkpoints.NewestStep() is null or 10);
    }

    [Fact]
    public void Checkpoint_of_the_state_the_run_went_back_to_is_kept()
    {
        using (var recorder = new RunRecorder(_run))
        {
            recorder.Checkpoint(State(30));
            recorder.Record(new TrainingRewound("r", 15, 1, "why"));
            recorder.Checkpoint(State(15));
            recorder.Complete();
        }

        Assert.Equal(15, _run.Checkpoints.NewestStep());
    }

    [Fact]
    public void Directory_has_one_recorder_at_a_time()
    {
        using var first = new RunRecorder(_run);
        Assert.Throws<InvalidInputException>(() => new RunRecorder(_run));
    }

    [Fact]
    public void Disk_that_fails_is_told_once_and_thrown_at_the_end()
    {
        File.WriteAllText(Path.Combine(_run.Path, "checkpoints"), "");
        var failures = new List<Exception>();
        using var failed = new ManualResetEventSlim();
        using var recorder = new RunRecorder(_run, onFailure: fault =>
        {
            failures.Add(fault);
            failed.Set();
        });

        recorder.Checkpoint(State(1));
        Assert.True(failed.Wait(TimeSpan.FromSeconds(30)));
        recorder.Checkpoint(State(2));
        recorder.Record(Steps(3));

        Assert.Same(Assert.ThrowsAny<IOException>(recorder.Complete), Assert.Single(failures));
        Assert.Empty(File.ReadAllLines(_run.MetricsPath));
    }

    private static StepsCompleted Steps(int step) => new("r", 1, step, step, 500, 0.5, 0.1, 10, []);

    private static EpochCompleted Epoch(int epoch) => new("r", epoch, 10 * epoch, 0.5, null, null, 0.5, 0.9, 1, 10, false);

    private static TrainingState State(long step) => new(step, new float[8], [], 0, null);
}
