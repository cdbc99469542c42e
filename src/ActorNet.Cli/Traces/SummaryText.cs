using ActorNet.Cli.Console;
using ActorNet.Cli.Tables;
using ActorNet.Tracing.Analysis;

namespace ActorNet.Cli.Traces;

/// <summary>The summary of a trace as lines and tables.</summary>
internal static class SummaryText
{
    public static void Write(TraceSummary summary, TextWriter output)
    {
        output.WriteLine(Invariant(
            $"Run {TerminalText.Escape(summary.RunId)}: {summary.Steps:N0} steps and {summary.Messages:N0} messages in ")
            + RunText.Seconds(summary.Seconds));
        output.WriteLine(Invariant($"Slices requested again: {summary.Retries:N0} times; answers: {summary.Stale:N0} late, ")
            + Invariant($"{summary.Duplicate:N0} duplicate; messages lost: {summary.Lost:N0}"));
        if (summary.LeftOut > 0)
            output.WriteLine(Invariant($"Not recorded: {summary.LeftOut:N0} messages, which the disk did not take in time"));
        output.WriteLine();
        TextTable.Write(
            output, ["message", "number", "megabytes"],
            summary.Kinds.Select(kind => new[]
            {
                TerminalText.Escape(kind.Kind), Invariant($"{kind.Messages:N0}"), Invariant($"{kind.Bytes / 1e6:N3}"),
            }),
            firstNumber: 1);
        if (summary.Workers.Count == 0)
            return;
        output.WriteLine();
        TextTable.Write(
            output, ["answers of", "number", "fastest", "median", "slowest"],
            summary.Workers.Select(worker => new[]
            {
                TerminalText.Escape(worker.Worker), Invariant($"{worker.Answers:N0}"), Milliseconds(worker.MinMilliseconds),
                Milliseconds(worker.MedianMilliseconds), Milliseconds(worker.MaxMilliseconds),
            }),
            firstNumber: 1);
        output.WriteLine();
        TextTable.Write(
            output, ["slowest steps", "time", "because"],
            summary.SlowestSteps.Select(step => new[] { Invariant($"{step.Step}"), Milliseconds(step.Milliseconds), ReasonOf(step) }));
    }

    private static string ReasonOf(StepTime step)
    {
        var reasons = new List<string>();
        if (step.LostWorkers.Count > 0)
            reasons.Add($"{TerminalText.Escape(string.Join(" and ", step.LostWorkers))} was lost");
        if (step.Retries > 0)
            reasons.Add("slices were requested again");
        reasons.Add($"{TerminalText.Escape(step.LastWorker)} answered last"
            + (step.WaitedMilliseconds > 0 ? $", {Milliseconds(step.WaitedMilliseconds)} after the others" : ""));
        return string.Join("; ", reasons);
    }

    private static string Milliseconds(double milliseconds) => Invariant($"{milliseconds:N2} ms");
}
