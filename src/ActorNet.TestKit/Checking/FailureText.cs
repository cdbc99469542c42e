using System.Globalization;
using System.Text;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>What a failed test says: what is wrong, how to repeat it, and the messages around it.</summary>
internal static class FailureText
{
    private const int ShownMessages = 20;

    /// <summary>Messages shown before the one that the text is about.</summary>
    private const int Lead = 8;

    public static string Of(SimulationRun run, Violation violation)
    {
        var text = new StringBuilder();
        text.AppendLine(violation.Sentence);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {run.Seed}. The scenario:");
        text.AppendLine(run.Scenario.ToCode(run.Seed));
        text.AppendLine();
        if (violation.Message is { } message)
        {
            text.AppendLine("The message, and those around it:");
            DrawAround(message);
            return text.ToString();
        }

        var difference = run.Scenario.Happenings.Count == 0 ? null : FirstDifference.Of(run);
        if (difference is not null)
        {
            text.AppendLine("The first message that a run without faults does not have (ms sent, ms received), and those around it:");
            text.AppendLine(difference.ToString());
            DrawAround(difference);
        }

        if ((difference is null || run.Failure is not null) && run.Messages.Count > 0)
        {
            text.AppendLine("The last messages:");
            Draw(run.Messages.TakeLast(ShownMessages));
        }

        return text.ToString();

        void DrawAround(SimulatedMessage shown) => Draw(run.Messages.Skip((int)Math.Max(0, shown.Number - Lead)).Take(ShownMessages));

        void Draw(IEnumerable<SimulatedMessage> messages) => text.AppendLine(RunTrace.Diagram(messages, ShownMessages).ToText().TrimEnd()).AppendLine();
    }
}
