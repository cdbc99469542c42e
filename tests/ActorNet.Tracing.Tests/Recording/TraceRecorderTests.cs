using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Tracing.Files;
using ActorNet.Tracing.Recording;
using Microsoft.Extensions.Time.Testing;

namespace ActorNet.Tracing.Tests.Recording;

public sealed class TraceRecorderTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Messages_are_kept_in_order_with_their_times()
    {
        var file = new FaultyFile();
        using var recorder = new TraceRecorder(file, "x", Samples.Header, _time);
        Record(recorder, "a", step: 0);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Record(recorder, "b", step: 1);
        Assert.Null(recorder.Complete());

        var messages = file.Read().Messages;
        Assert.Equal(["a", "b"], messages.Select(message => message.Worker));
        Assert.Equal([0, 5], messages.Select(message => message.SentAt.TotalMilliseconds));
        Assert.All(messages, message => Assert.Equal((message.SentAt, "run"), (message.ReceivedAt, message.RunId)));
    }

    [Fact]
    public void Requests_that_an_ended_worker_has_not_answered_are_lost()
    {
        var file = new FaultyFile();
        using var recorder = new TraceRecorder(file, "x", Samples.Header, _time);
        Record(recorder, "a", step: 0);
        Record(recorder, "b", step: 0);
        Record(recorder, "a", step: 0, "GradientComputed", isToWorker: false);
        Record(recorder, "a", step: 1);
        Record(recorder, "b", step: null, "EndWorker");
        Record(recorder, "b", step: 1);
        recorder.Complete();

        Assert.Equal([false, true, false, false, false, false], file.Read().Messages.Select(message => message.ReceivedAt is null));
    }

    [Fact]
    public void Failed_exchange_answers_its_request_although_it_names_no_slices()
    {
        var file = new FaultyFile();
        using var recorder = new TraceRecorder(file, "x", Samples.Header, _time);
        Record(recorder, "a", step: 3);
        recorder.Record("ExchangeFailed", "a", TracedMessage.Coordinator, 1, Round(3), null, 0, null);
        Record(recorder, "a", step: null, "EndWorker");
        recorder.Complete();

        Assert.All(file.Read().Messages, message => Assert.NotNull(message.ReceivedAt));
    }

    [Fact]
    public void Full_disk_is_reported_once_and_what_was_written_can_be_read()
    {
        var file = new FaultyFile { Limit = 500 };
        using var recorder = new TraceRecorder(file, "x", Samples.Header, _time);
        for (var step = 0; step < TraceRecorder.Capacity / 2; step++)
            Record(recorder, "a", step);
        Assert.True(SpinWait.SpinUntil(() => file.HasFailed, Timeout));
        Record(recorder, "a", step: 1);

        Assert.Matches(
            @"^Trace 'x' lacks 8,\d\d\d of 8,193 messages \(No space left on device\); the run itself is not affected\.$", recorder.Complete());
        var trace = file.Read();
        Assert.True(trace.LeftOut > 0);
        Assert.Equal(8193, trace.Messages.Count + trace.LeftOut);
    }

    [Fact]
    public void File_without_room_for_its_end_is_reported_as_unreadable()
    {
        using var recorder = new TraceRecorder(new FaultyFile { Limit = 0 }, "x", Samples.Header, _time);
        Record(recorder, "a", step: 0);
        Assert.Equal(
            "Trace 'x' cannot be read, since its end could not be written (No space left on device); the run itself is not affected.",
            recorder.Complete());
    }

    [Fact]
    public void Slow_disk_holds_nobody_up_and_memory_stays_bounded()
    {
        var file = new FaultyFile();
        file.Block();
        using var recorder = new TraceRecorder(file, "x", Samples.Header, _time);
        for (var step = 0; step < 3 * TraceRecorder.Capacity; step++)
            Record(recorder, "a", step);
        file.Unblock();

        Assert.Matches(
            @"^Trace 'x' lacks [\d,]+ of 49,152 messages \(the disk was too slow\); the run itself is not affected\.$", recorder.Complete());
        var trace = file.Read();
        Assert.Equal(3 * TraceRecorder.Capacity, trace.Messages.Count + trace.LeftOut);
        Assert.True(trace.Messages.Count >= TraceRecorder.Capacity);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        using var recorder = new TraceRecorder(new FaultyFile(), "x", Samples.Header, _time);
        Record(recorder, "a", step: 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 1; step < 1000; step++)
            Record(recorder, "a", step);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static RoundId Round(long step) => new("run", 1, RoundKind.Gradient, step);

    private static void Record(TraceRecorder recorder, string worker, long? step, string kind = "ComputeGradient", bool isToWorker = true) =>
        recorder.Record(
            kind, isToWorker ? TracedMessage.Coordinator : worker, isToWorker ? worker : TracedMessage.Coordinator, 1,
            step is { } number ? Round(number) : null, step is null ? null : new SliceRange(0, 4), 100, null);

    /// <summary>A disk that is full at some length, or does not write for a time.</summary>
    private sealed class FaultyFile : MemoryStream
    {
        private readonly ManualResetEventSlim _isOpen = new(initialState: true);

        public int Limit { get; init; } = int.MaxValue;

        public bool HasFailed { get; private set; }

        public void Block() => _isOpen.Reset();

        public void Unblock() => _isOpen.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _isOpen.Wait();
            var room = (int)Math.Min(buffer.Length, Limit - Position);
            base.Write(buffer[..room]);
            if (room == buffer.Length)
                return;
            HasFailed = true;
            throw new IOException("No space left on device");
        }

        public Trace Read() => TraceFile.Parse(ToArray(), "x");
    }
}
