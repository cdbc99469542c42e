using ActorNet.Tracing;

namespace ActorNet.Cli.Traces;

/// <summary>The messages of one step.</summary>
internal static class StepMessages
{
    /// <summary>The messages of a step's gradient, and those of workers that joined or left meanwhile.</summary>
    /// <exception cref="InvalidInputException">The trace does not have the step.</exception>
    public static IReadOnlyList<TracedMessage> Of(Trace trace, long step)
    {
        var messages = trace.Messages.Where(message => IsOf(message, step)).ToList();
        if (messages.Count == 0)
            throw new InvalidInputException("--step", step, AllowedIn(trace));
        var (begin, end) = (messages.Min(message => message.SentAt), messages.Max(message => message.ReceivedAt ?? message.SentAt));
        return [.. trace.Messages.Where(message =>
            IsOf(message, step) || (message.Round is null && message.SentAt >= begin && message.SentAt <= end))];
    }

    /// <summary>"0 to 99" or "0 to 99 and 120 to 130".</summary>
    public static string RangesOf(Trace trace)
    {
        var ranges = new List<(long First, long Last)>();
        foreach (var step in StepsOf(trace))
        {
            if (ranges.Count > 0 && ranges[^1].Last == step - 1)
                ranges[^1] = (ranges[^1].First, step);
            else
                ranges.Add((step, step));
        }

        return string.Join(" and ", ranges.Select(
            range => range.First == range.Last ? Invariant($"{range.First}") : Invariant($"{range.First} to {range.Last}")));
    }

    private static string AllowedIn(Trace trace) =>
        StepsOf(trace).Any() ? $"a step of this trace: {RangesOf(trace)}" : "a step of this trace, which has none";

    private static IEnumerable<long> StepsOf(Trace trace) => trace.Messages
        .Where(message => message is { RoundKind: RoundKind.Gradient, Step: not null })
        .Select(message => message.Step!.Value).Distinct().Order();

    private static bool IsOf(TracedMessage message, long step) => message.RoundKind == RoundKind.Gradient && message.Step == step;
}
