using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Testing;
using Microsoft.Extensions.Time.Testing;
using static ActorNet.Testing.RecordedRuns;

namespace ActorNet.Models.Tests.Recording;

/// <summary>
/// A recorder during a temporary disk outage. Root can write everywhere, so the outage is a file in place of a folder, or a
/// dangling link in place of a file.
/// </summary>
public sealed class DiskOutageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-bad-disk-").FullName;
    private readonly RunDirectory _run;
    private readonly FakeTimeProvider _clock = new();
    private readonly ReportedSentences _reported = new();
    private readonly RecorderOptions _options;

    public DiskOutageTests()
    {
        _run = Create(Path.Combine(_folder, "run"));
        _options = new RecorderOptions
        {
            OnDiskStatus = _reported.Tell,
            Time = _clock,
            FormatPath = path => Path.GetRelativePath(_folder, path),
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Failed_checkpoint_is_reported_once_and_the_newest_is_written_after_recovery()
    {
        BreakCheckpoints();
        using var recorder = new RunRecorder(_run, options: _options);
        recorder.Checkpoint(State(1));
        Assert.Matches(
            "^Checkpoint 'run/checkpoints/step-00000001.safetensors' cannot be written \\(.*checkpoints.*\\); training goes on, and it "
                + "is tried again.$",
            _reported.Next("a checkpoint cannot be written"));
        foreach (var step in new[] { 2, 3, 4 })
        {
            recorder.Record(Steps(step));
            recorder.Checkpoint(State(step));
        }

        RepairCheckpoints();
        _clock.Advance(RunRecorder.RetryInterval);

        Assert.Equal("Run 'run' can be written to again: everything is kept.", _reported.Next("everything is kept"));
        Assert.Equal([_run.Checkpoints.PathOf(4)], Directory.GetFiles(_run.Checkpoints.Path));
        Assert.Null(recorder.Complete());
        Assert.Equal(Lines(Steps(2), Steps(3), Steps(4)), File.ReadAllLines(_run.MetricsPath));
        Assert.Equal(2, _reported.All.Count);
    }

    [Fact]
    public void Failed_write_is_retried_without_new_records()
    {
        BreakCheckpoints();
        using var recorder = new RunRecorder(_run, options: _options);
        recorder.Checkpoint(State(1));
        _reported.Next("a checkpoint cannot be written");
        // A failed retry is not reported again.
        _clock.Advance(RunRecorder.RetryInterval);
        RepairCheckpoints();

        // The failed retry may still be running, so another may be needed.
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    _clock.Advance(RunRecorder.RetryInterval);
                    return _run.Checkpoints.NewestStep() is not null;
                },
                TimeSpan.FromSeconds(30)),
            "The checkpoint was not tried again.");
        Assert.Null(recorder.Complete());
        Assert.Equal(2, _reported.All.Count);
    }

    [Fact]
    public void Recurring_outage_is_reported_again()
    {
        using var recorder = new RunRecorder(_run, options: _options);
        for (var i = 0; i < 2; i++)
        {
            BreakMetrics();
            recorder.Record(Steps(i));
            Assert.StartsWith("Metrics file 'run/metrics.jsonl' cannot be written (", _reported.Next(
                "the metrics cannot be written"), StringComparison.Ordinal);
            RepairMetrics();
            _clock.Advance(RunRecorder.RetryInterval);
            Assert.EndsWith("everything is kept.", _reported.Next("everything is kept"), StringComparison.Ordinal);
        }

        Assert.Equal(Lines(Steps(0), Steps(1)), File.ReadAllLines(_run.MetricsPath));
    }

    [Fact]
    public void Events_are_queued_in_order_before_later_checkpoints()
    {
        using var recorder = new RunRecorder(_run, options: _options);
        recorder.Record(Steps(1));
        recorder.Checkpoint(State(1));
        Assert.True(SpinWait.SpinUntil(() => _run.Checkpoints.NewestStep() == 1, TimeSpan.FromSeconds(30)), "No checkpoint was written.");
        BreakMetrics();
        for (var step = 2; step <= 3000; step++)
            recorder.Record(Steps(step));
        recorder.Checkpoint(State(3000));
        _reported.Next("the metrics cannot be written");
        Assert.Equal(1, _run.Checkpoints.NewestStep());

        RepairMetrics();
        recorder.Record(Steps(3001));

        Assert.Null(recorder.Complete());
        Assert.Equal(Lines(Enumerable.Range(1, 3001).Select(Steps)), File.ReadAllLines(_run.MetricsPath));
        Assert.Equal(3000, _run.Checkpoints.NewestStep());
    }

    [Fact]
    public void Rewind_during_an_outage_discards_pending_and_written_records()
    {
        using var recorder = new RunRecorder(_run, options: _options);
        recorder.Record(Steps(10));
        recorder.Record(Epoch(1));
        recorder.Record(Steps(20));
        recorder.Checkpoint(State(20));
        Assert.True(SpinWait.SpinUntil(() => _run.Checkpoints.NewestStep() == 20, TimeSpan.FromSeconds(30)), "No checkpoint was written.");
        BreakMetrics();
        recorder.Record(Steps(30));
        recorder.Checkpoint(State(30));
        _reported.Next("the metrics cannot be written");
        recorder.Record(Rewound(10));
        Assert.True(
            SpinWait.SpinUntil(() => _run.Checkpoints.NewestStep() is null, TimeSpan.FromSeconds(30)), "A void checkpoint is left during the outage.");
        recorder.Record(Steps(11));
        recorder.Checkpoint(State(11));

        RepairMetrics();

        Assert.Null(recorder.Complete());
        Assert.Equal(Lines(Steps(10), Epoch(1), Rewound(10), Steps(11)), File.ReadAllLines(_run.MetricsPath));
        Assert.Equal([_run.Checkpoints.PathOf(11)], Directory.GetFiles(_run.Checkpoints.Path));
    }

    [Fact]
    public void Unwritten_records_are_counted()
    {
        BreakCheckpoints();
        using var recorder = new RunRecorder(_run, options: _options);
        recorder.Record(Steps(1));
        recorder.Checkpoint(State(2, bestEpoch: 1));
        recorder.Checkpoint(State(3, bestEpoch: 1));
        recorder.Checkpoint(State(4, bestEpoch: 1));
        _reported.Next("a checkpoint cannot be written");
        BreakMetrics();
        recorder.Record(Steps(5));
        recorder.Record(Steps(6));

        var unwritten = recorder.Complete()!.Value;

        Assert.Equal(2, unwritten.Events);
        Assert.Equal([2, 4], unwritten.Checkpoints);
        Assert.True(unwritten.Reason is UnauthorizedAccessException or IOException);
    }

    [Fact]
    public void Complete_makes_a_last_attempt_immediately()
    {
        BreakCheckpoints();
        using var recorder = new RunRecorder(_run, options: _options);
        recorder.Checkpoint(State(1));
        _reported.Next("a checkpoint cannot be written");
        RepairCheckpoints();

        Assert.Null(recorder.Complete());

        Assert.Equal(1, _run.Checkpoints.NewestStep());
    }

    [Fact]
    public void Failed_report_is_repeated_later()
    {
        BreakCheckpoints();
        using var attempted = new SemaphoreSlim(0);
        var isReportFailing = true;
        using var recorder = new RunRecorder(_run, options: _options with
        {
            OnDiskStatus = sentence =>
            {
                attempted.Release();
                if (Volatile.Read(ref isReportFailing))
                    throw new IOException("The log is on the same disk.");
                _reported.Tell(sentence);
            },
        });
        recorder.Checkpoint(State(1));
        Assert.True(attempted.Wait(TimeSpan.FromSeconds(30)), "Nothing was reported.");
        Volatile.Write(ref isReportFailing, false);
        _clock.Advance(RunRecorder.RetryInterval);

        Assert.StartsWith("Checkpoint '", _reported.Next("a checkpoint cannot be written"), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_error_is_reported_once_and_thrown_by_Complete()
    {
        var failures = new List<Exception>();
        using var failed = new ManualResetEventSlim();
        using var recorder = new RunRecorder(_run, options: _options with
        {
            OnFailure = fault =>
            {
                failures.Add(fault);
                failed.Set();
            },
        });

        recorder.Checkpoint(State(1, parameters: 7));
        Assert.True(failed.Wait(TimeSpan.FromSeconds(30)), "The fault was not reported.");
        recorder.Checkpoint(State(2));
        recorder.Record(Steps(3));

        Assert.Same(Assert.ThrowsAny<Exception>(() => recorder.Complete()), Assert.Single(failures));
        Assert.IsNotAssignableFrom<IOException>(failures[0]);
        Assert.Empty(_reported.All);
        Assert.Empty(File.ReadAllLines(_run.MetricsPath));
    }

    private string MetricsBackup => Path.Combine(_folder, "metrics-aside");

    private void BreakCheckpoints() => File.WriteAllText(_run.Checkpoints.Path, "");

    private void RepairCheckpoints() => File.Delete(_run.Checkpoints.Path);

    // Atomic: the recorder may retry at any moment and would create a missing file.
    private void BreakMetrics()
    {
        File.Copy(_run.MetricsPath, MetricsBackup);
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Path.Combine(_folder, "nowhere", "metrics.jsonl"));
        File.Move(link, _run.MetricsPath, overwrite: true);
    }

    private void RepairMetrics() => File.Move(MetricsBackup, _run.MetricsPath, overwrite: true);
}
