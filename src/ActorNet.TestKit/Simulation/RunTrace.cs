using ActorNet.Models.Files;
using ActorNet.TestKit.Scenarios;
using ActorNet.Tracing;
using ActorNet.Tracing.Diagrams;
using ActorNet.Tracing.Files;

namespace ActorNet.TestKit.Simulation;

/// <summary>Simulated runs as traces: for the diagrams, and for `actornet trace`.</summary>
public static class RunTrace
{
    /// <summary>The messages of some steps as a sequence diagram.</summary>
    /// <param name="run">The run.</param>
    /// <param name="firstStep">The first step, from 0.</param>
    /// <param name="lastStep">The last step; null for the first alone.</param>
    /// <param name="maxMessages">The maximum number of messages shown.</param>
    public static SequenceDiagram Diagram(
        this SimulationRun run, long firstStep, long? lastStep = null, int maxMessages = SequenceDiagram.DefaultMaxMessages) =>
        Diagram(run.Messages.Where(message => message.Step >= firstStep && message.Step <= (lastStep ?? firstStep)), maxMessages);

    /// <summary>Writes all messages to a file that `actornet trace` reads.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteTrace(this SimulationRun run, string path)
    {
        var training = run.Scenario.Training;
        var header = new TraceHeader(SimulatedDisk.RunId, HashedSteps: 1,
        [
            KeyValuePair.Create("network", training.Network.Widths.ToString()),
            KeyValuePair.Create("training", JsonFormat.Text(training)),
            KeyValuePair.Create("data", run.Scenario.Data.Name),
        ]);
        using var file = File.Create(path);
        TraceFile.Write(file, new Trace(header, [.. run.Messages.Select(Of)], LeftOut: 0));
    }

    internal static SequenceDiagram Diagram(IEnumerable<SimulatedMessage> messages, int maxMessages)
    {
        List<TracedMessage> traced = [.. messages.Select(Of)];
        return new SequenceDiagram(
            traced,
            [Scenario.Coordinator, .. traced.SelectMany(message => new[] { message.From, message.To }).Where(name => name != Scenario.Coordinator).Distinct().Order(StringComparer.Ordinal)],
            maxMessages);
    }

    private static TracedMessage Of(SimulatedMessage message) => new()
    {
        Kind = message.Kind,
        From = message.From,
        To = message.To,
        RunId = SimulatedDisk.RunId,
        Incarnation = message.Round?.Incarnation ?? 0,
        RoundKind = message.Round?.Kind,
        Step = message.Step,
        Slices = message.Slices,
        Bytes = message.Bytes,
        SentAt = message.SentAt,
        ReceivedAt = message.ReceivedAt,
        Hash = message.Hash == 0 ? null : message.Hash,
    };
}
