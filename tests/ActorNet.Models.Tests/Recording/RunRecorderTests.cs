using ActorNet.Learning;
using ActorNet.Learning.Training;
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

    [Theory]
    [InlineData(1, false)] // to the middle of an epoch
    [InlineData(2, false)] // to the end of the first, evaluated
    [InlineData(2, true)] // to that end, with the evaluation and the link to be made again
    [InlineData(3, false)]
    public void Chain_after_a_rewind_is_that_of_an_undisturbed_run(int toStep, bool isEvaluationDue)
    {
        var undisturbed = Recorded("undisturbed", Story(0));
        var rewound = Recorded("rewound",
        [
            .. Story(0), new TrainingRewound("r", toStep, toStep / 2 - (isEvaluationDue ? 1 : 0), "why"),
            .. Story(toStep).SkipWhile(trainingEvent => isEvaluationDue && trainingEvent is StepsCompleted { Step: <= 2 }),
        ]);

        Assert.Equal(5, undisturbed.Count);
        Assert.Equal(undisturbed, rewound);

        // Steps of one sample, 2 in an epoch, each reported and hashed: what comes after a state of this step.
        IEnumerable<TrainingEvent> Story(int after)
        {
            if (after == 0)
                yield return Hashed(0);
            for (var step = isEvaluationDue && after > 0 ? after : after + 1; step <= 4; step++)
            {
                yield return Steps(step) with { Loss = 1.0 / step };
                if (step % 2 == 0)
                    yield return Epoch(step / 2) with { Step = step };
                yield return Hashed(step);
            }
        }
    }

    [Fact]
    public void Chain_of_a_resumed_run_is_that_of_an_undisturbed_run()
    {
        TrainingEvent[] first = [Hashed(0), Steps(1), Hashed(1), Steps(2)];
        TrainingEvent[] rest = [Steps(3), Hashed(3), Steps(4), Hashed(4)];
        var run = Create(Path.Combine(_folder, "resumed"));
        Record(run, null, [.. first, Steps(3) with { Loss = 9 }, Hashed(3) with { StateSha256 = "lost" }]);
        Record(run, State(2), rest);

        Assert.Equal(Recorded("undisturbed", [.. first, .. rest]), LinksOf(run));
    }

    [Fact]
    public void Chain_of_a_run_that_starts_again_has_one_beginning()
    {
        var run = Create(Path.Combine(_folder, "again"));
        Record(run, null, [Hashed(0), Steps(1)]);
        Record(run, State(0), [Hashed(0), Steps(1), Hashed(1)]);

        Assert.Equal(Recorded("undisturbed", [Hashed(0), Steps(1), Hashed(1)]), LinksOf(run));
    }

    private static WeightsHashed Hashed(long step) => new("r", step, $"weights {step}", [], "state");

    private List<(long Step, string? Link)> Recorded(string name, IEnumerable<TrainingEvent> events)
    {
        var run = Create(Path.Combine(_folder, name));
        Record(run, null, events);
        return LinksOf(run);
    }

    private static void Record(RunDirectory run, TrainingState? state, IEnumerable<TrainingEvent> events)
    {
        using var recorder = new RunRecorder(run, state);
        foreach (var trainingEvent in events)
            recorder.Record(trainingEvent);
        recorder.Complete();
    }

    private static List<(long Step, string? Link)> LinksOf(RunDirectory run) =>
    [
        .. File.ReadLines(run.MetricsPath).Select(TrainingEventJson.Read).OfType<WeightsHashed>().Select(hashed => (hashed.Step, hashed.Link)),
    ];

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
