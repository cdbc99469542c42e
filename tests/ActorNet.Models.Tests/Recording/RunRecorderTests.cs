using ActorNet.Learning;
using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using ActorNet.Testing;
using static ActorNet.Testing.RecordedRuns;

namespace ActorNet.Models.Tests.Recording;

public sealed class RunRecorderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-recorder-").FullName;
    private readonly RunDirectory _run;

    public RunRecorderTests() => _run = Create(Path.Combine(_folder, "run"));

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
    public void Resuming_recorder_removes_events_of_repeated_steps()
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
    public void Rewind_removes_invalidated_events_and_checkpoints()
    {
        using (var recorder = new RunRecorder(_run))
        {
            foreach (var epoch in new[] { 1, 2, 3 })
            {
                recorder.Record(Steps(10 * epoch));
                recorder.Record(Epoch(epoch));
                recorder.Checkpoint(State(10 * epoch));
            }

            // The second epoch is evaluated again, so its evaluation and later checkpoints are removed.
            recorder.Record(Rewound(20));
            recorder.Complete();
        }

        Assert.Equal(
            new TrainingEvent[] { Steps(10), Epoch(1), Steps(20), Rewound(20) }.Select(TrainingEventJson.Write),
            File.ReadAllLines(_run.MetricsPath));
        Assert.True(_run.Checkpoints.NewestStep() is null or 10);
    }

    [Fact]
    public void Checkpoint_of_the_rewind_target_is_kept()
    {
        using (var recorder = new RunRecorder(_run))
        {
            recorder.Checkpoint(State(30));
            recorder.Record(Rewound(15));
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
    public void Recorder_keeps_the_configured_number_of_checkpoints()
    {
        using (var recorder = new RunRecorder(_run, options: new RecorderOptions { KeptCheckpoints = 1 }))
        {
            foreach (var step in new[] { 2, 4, 6 })
            {
                recorder.Checkpoint(State(step, bestEpoch: 1));
                Assert.True(
                    SpinWait.SpinUntil(() => _run.Checkpoints.NewestStep() == step, TimeSpan.FromSeconds(30)),
                    $"Checkpoint {step} was not written.");
            }
        }

        Assert.Equal(
            [_run.Checkpoints.PathOf(2), _run.Checkpoints.PathOf(6)],
            Directory.GetFiles(_run.Checkpoints.Path).Order(StringComparer.Ordinal));
    }
}
