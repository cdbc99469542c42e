using System.Globalization;
using System.Text;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>What a failed test says: what is wrong, how to repeat it, and the messages around it.</summary>
internal static class FailureText
{
    private const int ShownMessages = 40;

    public static string Of(SimulationRun run, string violation)
    {
        var text = new StringBuilder();
        text.AppendLine(violation);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {run.Seed}. The scenario:");
        text.AppendLine(run.Scenario.ToCode(run.Seed));
        if (run.Scenario.Happenings.Count > 0 && FirstDifference.Of(run) is { } difference)
        {
            text.AppendLine();
            text.AppendLine("The first message that a run without faults does not have:");
            text.AppendLine(difference.ToString());
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"The last {Math.Min(ShownMessages, run.Messages.Count)} messages (ms sent, ms received):");
        foreach (var message in run.Messages.TakeLast(ShownMessages))
            text.AppendLine(message.ToString());
        return text.ToString();
    }
}
