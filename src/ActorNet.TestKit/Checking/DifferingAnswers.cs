using ActorNet.Coordination.Messages;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>Looks for two answers that the coordinator could compare, that differ, and of which it made nothing.</summary>
internal static class DifferingAnswers
{
    public static string? ViolationIn(SimulationRun run)
    {
        if (run.FaultyWorkers.Count == 0)
            return null;
        var expelled = run.ExpelledWorkers;
        foreach (var answers in run.Messages.Where(IsAnswer).GroupBy(message => (message.Round, message.Slices)))
        {
            var first = answers.MinBy(answer => answer.ReceivedAt)!;
            var other = answers.Where(answer => answer.From != first.From && answer.Hash != first.Hash).MinBy(answer => answer.ReceivedAt);
            if (other is null || expelled.Contains(first.From) || expelled.Contains(other.From))
                continue;
            // A rewind for another reason makes both void.
            if (!run.Messages.Any(message => message.Round?.Incarnation > first.Round!.Value.Incarnation && message.SentAt <= other.ReceivedAt))
                return $"The answers of '{first.From}' and '{other.From}' differ, and neither was expelled: {other}.";
        }

        return null;
    }

    /// <summary>Other answers carry no numbers that a test sees.</summary>
    private static bool IsAnswer(SimulatedMessage message) => message is { Kind: nameof(GradientComputed), ReceivedAt: not null, Fate: null };
}
