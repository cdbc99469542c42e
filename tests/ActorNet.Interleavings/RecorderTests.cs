using ActorNet.Interleavings.Scheduling;
using ActorNet.Models.Recording;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Tracing;
using ActorNet.Tracing.Files;
using ActorNet.Tracing.Recording;

namespace ActorNet.Interleavings;

/// <summary>Threads that record, and the one that writes.</summary>
public sealed class RecorderTests : IDisposable
{
    private const int Runs = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-interleavings-").FullName;
    private int _runs;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Trace_has_every_message_in_each_thread_s_order() => Assert.Null(Scheduler.Explore(Runs, RecordTrace));

    [Fact]
    public void Message_that_is_recorded_in_the_place_of_another_is_found() => Assert.NotNull(
        Scheduler.Explore(Runs, RecordTrace, broken: "TraceRecorder.Record: Monitor.Enter"));

    [Fact]
    public void Run_has_every_event_in_order_and_the_last_checkpoint() => Assert.Null(Scheduler.Explore(Runs / 4, RecordRun));

    [Fact]
    public void Record_that_wakes_no_writer_is_found() => Assert.NotNull(
        Scheduler.Explore(Runs / 4, RecordRun, broken: "RunRecorder.RequestFullWrite: EventWaitHandle.Set"));

    private static (Action[], Action) RecordTrace()
    {
        const int Senders = 2;
        const int Messages = 4;
        var file = new MemoryStream();
        TraceRecorder? recorder = null;
        var (ended, incomplete) = (0, (string?)null);
        return (
        [
            () =>
            {
                recorder = new TraceRecorder(file, "x", new TraceHeader("run", 1, []), TimeProvider.System);
                Record("a");
            },
            () =>
            {
                while (recorder is null)
                    Operations.Point();
                Record("b");
            },
        ], () =>
        {
            Assert.Null(incomplete);
            var trace = TraceFile.Parse(file.ToArray(), "x");
            foreach (var sender in (string[])["a", "b"])
                Assert.Equal(Enumerable.Range(0, Messages), trace.Messages.Where(message => message.From == sender).Select(message => (int)message.Step!.Value));
        });

        void Record(string sender)
        {
            for (var step = 0; step < Messages; step++)
                recorder.Record("ComputeGradient", sender, "worker", 1, new RoundId("run", 1, RoundKind.Gradient, step), null, 0, null);
            if (++ended == Senders)
                incomplete = recorder.Complete();
        }
    }

    private (Action[], Action) RecordRun()
    {
        const int Steps = 4;
        var run = RecordedRuns.Create(Path.Combine(_folder, $"run-{++_runs}"));
        return (
        [
            () =>
            {
                using var recorder = new RunRecorder(run);
                for (var step = 1; step <= Steps; step++)
                {
                    recorder.Record(RecordedRuns.Steps(step));
                    recorder.Checkpoint(RecordedRuns.State(step));
                }

                Assert.Null(recorder.Complete());
            },
        ], () =>
        {
            Assert.Equal(RecordedRuns.Lines(Enumerable.Range(1, Steps).Select(RecordedRuns.Steps)), File.ReadAllLines(run.MetricsPath));
            Assert.Equal(Steps, run.Checkpoints.ReadNewest(out _)!.Step);
        });
    }
}
