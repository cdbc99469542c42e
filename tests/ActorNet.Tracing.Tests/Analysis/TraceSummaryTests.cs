using ActorNet.Tracing.Analysis;

namespace ActorNet.Tracing.Tests.Analysis;

public class TraceSummaryTests
{
    [Fact]
    public void Messages_and_bytes_are_counted_by_kind()
    {
        var summary = TraceSummary.Of(Samples.TraceOf([.. Samples.Step(0), Samples.Member("WorkerReady", "a", 99, isToWorker: false)]));
        Assert.Equal(
            [new KindCount("ComputeGradient", 2, 2000), new KindCount("GradientComputed", 2, 2000), new KindCount("WorkerReady", 1, 0)],
            summary.Kinds);
        Assert.Equal((5L, 1, 0L), (summary.Messages, summary.Steps, summary.Lost));
        Assert.Equal((0, 0, 0), (summary.Retries, summary.Stale, summary.Duplicate));
        Assert.Equal(0.099, summary.Seconds, 6);
    }

    [Fact]
    public void Lost_worker_is_the_reason_for_a_slow_step_and_its_slices_are_retried()
    {
        var summary = TraceSummary.Of(Samples.TraceOf(
            [.. Samples.Step(0), .. Samples.StepWithLoss(1, at: 100), .. Samples.Step(2, at: 200)]));
        Assert.Equal((1, 1L, 0, 0), (summary.Retries, summary.Lost, summary.Stale, summary.Duplicate));
        var slowest = summary.SlowestSteps[0];
        Assert.Equal((1L, 40.0, "a", 1), (slowest.Step, slowest.Milliseconds, slowest.LastWorker, slowest.Retries));
        Assert.Equal(["b"], slowest.LostWorkers);
        Assert.Equal([1L, 0, 2], summary.SlowestSteps.Select(step => step.Step));
        Assert.Equal(("b", 2.0), (summary.SlowestSteps[1].LastWorker, summary.SlowestSteps[1].WaitedMilliseconds));
    }

    [Fact]
    public void Answer_times_have_minimum_median_and_maximum()
    {
        int[] times = [5, 1, 9, 3];
        var messages = times.Index().SelectMany(step => new[]
        {
            Samples.Request("a", step.Index, 0, 8, step.Index * 100), Samples.Answer("a", step.Index, 0, 8, step.Index * 100 + step.Item),
        });
        Assert.Equal([new AnswerTimes("a", 4, 1, 4, 9)], TraceSummary.Of(Samples.TraceOf(messages)).Workers);
    }

    [Fact]
    public void Second_answer_to_the_same_slices_is_a_duplicate_in_its_round_and_stale_after_it()
    {
        TracedMessage[] speculation =
        [
            Samples.Request("a", 0, 0, 4, 0), Samples.Request("b", 0, 4, 4, 0), Samples.Answer("b", 0, 4, 4, 5),
            Samples.Request("b", 0, 0, 4, 6), Samples.Answer("b", 0, 0, 4, 9),
        ];
        var late = Samples.Answer("a", 0, 0, 4, 12);
        Assert.Equal((1, 0, 1), Counts([.. speculation, late]));
        Assert.Equal((1, 1, 1), Counts([.. speculation, Samples.Request("b", 1, 0, 8, 10), late]));
        Assert.Equal((0, 1, 1), Counts([Samples.Request("a", 0, 0, 4, 0), Samples.Answer("a", 0, 0, 4, 5), Samples.Answer("a", 0, 0, 4, 6)]));

        static (int Retries, int Stale, int Duplicate) Counts(TracedMessage[] messages)
        {
            var summary = TraceSummary.Of(Samples.TraceOf(messages));
            return (summary.Retries, summary.Stale, summary.Duplicate);
        }
    }

    [Fact]
    public void Answer_that_never_arrived_is_none()
    {
        var summary = TraceSummary.Of(Samples.TraceOf([
            Samples.Request("a", 0, 0, 8, 0), Samples.Answer("a", 0, 0, 8, 5) with { ReceivedAt = null }, Samples.Request("a", 0, 0, 8, 20),
            Samples.Answer("a", 0, 0, 8, 26),
        ]));
        Assert.Equal((1, 0, 0, 1L), (summary.Retries, summary.Stale, summary.Duplicate, summary.Lost));
        Assert.Equal((26.0, 1), (Assert.Single(summary.SlowestSteps).Milliseconds, Assert.Single(summary.Workers).Answers));
    }

    [Fact]
    public void Empty_trace_has_a_summary()
    {
        var summary = TraceSummary.Of(Samples.TraceOf());
        Assert.Equal((0L, 0, 0.0), (summary.Messages, summary.Steps, summary.Seconds));
    }
}
