using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Testing;
using Microsoft.Extensions.Time.Testing;
using static ActorNet.Testing.RecordedRuns;

namespace ActorNet.Models.Tests.Recording;

/// <summary>A recorder on a real full disk.</summary>
public sealed class FullDiskTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ReportedSentences _reported = new();

    [SmallDiskFact]
    public void Full_disk_leaves_only_complete_metrics_lines_in_order()
    {
        using var disk = new SmallDisk();
        var run = Create(Path.Combine(disk.Path, "run"));
        using var recorder = new RunRecorder(run, options: Options());
        disk.Fill(free: 8192);

        for (var step = 1; step <= 300; step++)
            recorder.Record(Steps(step));

        var sentence = _reported.Next("the metrics cannot be written");
        Assert.StartsWith(
            $"Metrics file '{run.MetricsPath}' cannot be written (No space left on device", sentence, StringComparison.Ordinal);
        var unwritten = recorder.Complete()!.Value;
        Assert.InRange(unwritten.Events, 1, 300);
        Assert.Equal("", (File.ReadAllText(run.MetricsPath) + '\n').Split('\n')[^2]);
        Assert.Equal(Lines(Enumerable.Range(1, 300 - unwritten.Events).Select(Steps)), File.ReadAllLines(run.MetricsPath));
        Assert.Single(_reported.All);
    }

    [SmallDiskFact]
    public void Metrics_resume_when_space_is_available()
    {
        using var disk = new SmallDisk();
        var run = Create(Path.Combine(disk.Path, "run"));
        using var recorder = new RunRecorder(run, options: Options());
        disk.Fill(free: 8192);
        for (var step = 1; step <= 300; step++)
            recorder.Record(Steps(step));
        _reported.Next("the metrics cannot be written");

        disk.Empty();
        _clock.Advance(RunRecorder.RetryInterval);

        _reported.Next("everything is kept");
        Assert.Null(recorder.Complete());
        Assert.Equal(Lines(Enumerable.Range(1, 300).Select(Steps)), File.ReadAllLines(run.MetricsPath));
    }

    [SmallDiskFact]
    public void Checkpoint_without_space_leaves_no_file_and_is_written_later()
    {
        const int Parameters = 300 * 100 + 100 + 100 * 2 + 2;
        using var disk = new SmallDisk();
        var run = Create(Path.Combine(disk.Path, "run"), "300-100-2");
        using var recorder = new RunRecorder(run, options: Options());
        disk.Fill(free: 65536);

        recorder.Record(Steps(1));
        recorder.Checkpoint(State(1, Parameters));

        Assert.StartsWith(
            $"Checkpoint '{run.Checkpoints.PathOf(1)}' cannot be written (No space left on device",
            _reported.Next("a checkpoint cannot be written"),
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(run.Checkpoints.Path));
        Assert.Equal(Lines(Steps(1)), File.ReadAllLines(run.MetricsPath));

        disk.Empty();
        _clock.Advance(RunRecorder.RetryInterval);

        _reported.Next("everything is kept");
        Assert.Null(recorder.Complete());
        Assert.Equal(1, run.Checkpoints.ReadNewest(out _)!.Step);
    }

    private RecorderOptions Options() => new() { OnDiskStatus = _reported.Tell, Time = _clock };
}
