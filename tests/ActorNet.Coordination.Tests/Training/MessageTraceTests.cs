using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Tracing;
using ActorNet.Tracing.Files;
using ActorNet.Tracing.Recording;

namespace ActorNet.Coordination.Tests.Training;

public class MessageTraceTests
{
    private static readonly SliceRange Slices = new(0, 3); // of 4: a node of two slices, and one of one
    private static readonly float[] Parameters = [1, 2, 3, 4, 5];

    [Fact]
    public void Kinds_that_traces_know_are_messages() => Assert.All(
        (string[])[MessageKinds.End, MessageKinds.ShardSum, .. MessageKinds.Requests, .. MessageKinds.Results, .. MessageKinds.Failures],
        kind => Assert.NotNull(typeof(ComputeGradient).Assembly.GetType($"{typeof(ComputeGradient).Namespace}.{kind}")));

    [Fact]
    public void Parameters_count_once_for_each_worker_and_round()
    {
        var messages = Record(trace =>
        {
            trace.Record("a", true, new ComputeGradient(Round(0), Slices, Parameters));
            trace.Record("a", true, new ComputeGradient(Round(0), new SliceRange(3, 1), Parameters));
            trace.Record("b", true, new ComputeGradient(Round(0), Slices, Parameters));
            trace.Record("a", true, new ComputeGradient(Round(1), Slices, Parameters));
            trace.Record("a", false, Answer(1, 0));
            trace.Record("a", false, new WorkerLost("a", WorkerExitReason.ProcessEnded));
        });
        Assert.Equal([20, 0, 20, 20, 3 * 8 + 2 * 20, 0], messages.Select(message => message.Bytes));
        Assert.Equal([0L, 0, 0, 1, 1, null], messages.Select(message => message.Step));
        Assert.Equal(("a", "coordinator", "WorkerLost"), (messages[^1].From, messages[^1].To, messages[^1].Kind));
    }

    [Fact]
    public void Hash_is_of_every_number_and_of_nothing_else()
    {
        var hashes = new HashSet<ulong?>();
        for (var changed = 0; changed < 2 * Parameters.Length + Slices.Count; changed++)
            hashes.Add(HashOf("a", 0, changed));
        Assert.Equal(2 * Parameters.Length + Slices.Count, hashes.Count);
        Assert.DoesNotContain(null, hashes);
        Assert.Equal(HashOf("a", 0, 3), HashOf("b", 64, 3));

        static ulong? HashOf(string worker, long step, int changed) => Record(trace =>
        {
            trace.Record(worker, true, new ComputeGradient(Round(step), Slices, Parameters));
            trace.Record(worker, false, Answer(step, changed));
        })[1].Hash;
    }

    [Fact]
    public void Hash_of_a_request_is_that_of_its_rounds_parameters()
    {
        var messages = Record(trace =>
        {
            trace.Record("a", true, new ComputeGradient(Round(0), Slices, Parameters));
            trace.Record("a", true, new ComputeGradient(Round(64), Slices, [1, 2, 3, 4, 6]));
            trace.Record("a", true, new ComputeGradient(Round(128), Slices, Parameters));
        });
        Assert.NotNull(messages[0].Hash);
        Assert.NotEqual(messages[0].Hash, messages[1].Hash);
        Assert.Equal(messages[0].Hash, messages[2].Hash);
    }

    [Fact]
    public void Gradients_are_hashed_in_sampled_steps_and_evaluations_always()
    {
        var messages = Record(trace =>
        {
            foreach (var kind in new[] { RoundKind.Gradient, RoundKind.Test })
                for (var step = 0; step < 130; step++)
                    trace.Record("a", true, new EvaluateSlices(Round(step) with { Kind = kind }, Slices, Parameters));
        });
        Assert.Equal(
            [0L, 64, 128],
            messages.Where(message => message is { RoundKind: RoundKind.Gradient, Hash: not null }).Select(message => message.Step!.Value));
        Assert.Equal(130, messages.Count(message => message is { RoundKind: RoundKind.Test, Hash: not null }));
    }

    [Fact]
    public void Late_answer_is_not_hashed_since_its_worker_may_be_writing_to_it()
    {
        var messages = Record(trace =>
        {
            trace.Record("a", true, new ComputeGradient(Round(0), Slices, Parameters));
            trace.Record("a", true, new ComputeGradient(Round(1), Slices, Parameters));
            trace.Record("a", false, Answer(0, 0));
        });
        Assert.Null(messages[^1].Hash);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        using var recorder = new TraceRecorder(new MemoryStream(), "x", new TraceHeader("run", 1, []), TimeProvider.System);
        var trace = new MessageTrace(recorder);
        object[] messages = [new ComputeGradient(Round(0), Slices, Parameters), Answer(0, 0)];
        RecordAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            RecordAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void RecordAll()
        {
            trace.Record("a", true, messages[0]);
            trace.Record("a", false, messages[1]);
        }
    }

    private static RoundId Round(long step) => new("run", 1, RoundKind.Gradient, step);

    /// <summary>An answer in which one number differs: a loss, or an element of one of the two sums.</summary>
    private static GradientComputed Answer(long step, int changed)
    {
        var result = new PartialGradient(Parameters.Length);
        result.Begin(Slices, 4);
        foreach (var sum in new[] { result.Sum(0), result.Sum(1) })
            Parameters.CopyTo(sum, 0);
        result.SliceLosses.Fill(1);
        if (changed < Slices.Count)
            result.SliceLosses[changed] = 2;
        else
            result.Sum((changed - Slices.Count) / Parameters.Length)[(changed - Slices.Count) % Parameters.Length] = 9;
        return new GradientComputed(Round(step), Slices, result, TimeSpan.Zero);
    }

    private static IReadOnlyList<TracedMessage> Record(Action<MessageTrace> record)
    {
        var file = new MemoryStream();
        using var recorder = new TraceRecorder(file, "x", new TraceHeader("run", 64, []), TimeProvider.System);
        record(new MessageTrace(recorder));
        recorder.Complete();
        return TraceFile.Parse(file.ToArray(), "x").Messages;
    }
}
