using ActorNet.Coordination.Messages;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.Tracing;
using ActorNet.Tracing.Files;

namespace ActorNet.TestKit.Simulation;

/// <summary>Recorded runs as scenarios.</summary>
public static class RecordedScenario
{
    /// <summary>
    /// A scenario in which workers join and are lost in the steps in which they did in a recorded run, of a real cluster or a simulated one.
    /// It trains 2-3-2 with as many steps, and slices in a step, as the run had, so the same slices of the same steps need another worker.
    /// </summary>
    /// <param name="path">A file that --trace or <see cref="RunTrace.WriteTrace"/> wrote.</param>
    /// <exception cref="InvalidInputException">It is no complete trace, or has no step.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Scenario FromTrace(string path)
    {
        var messages = TraceFile.Read(path, path).Messages;
        var requests = messages.Where(IsGradientRequest).ToList();
        if (requests.Count == 0)
            throw InvalidInputException.Of($"Trace '{path}'", "has no step", advice: "record a run that has begun");
        var slices = requests.Max(request => request.Slices!.Value.End);
        var scenario = new Scenario
        {
            Training = TrainingOf(slices, 1 + requests.Max(request => request.Step!.Value)),
            Data = DataOf(slices),
            Workers = 0,
            MinWorkers = Math.Max(1, messages.TakeWhile(message => !IsGradientRequest(message)).Count(message => message.Kind == nameof(RegisterWorker))),
        };
        var joined = new HashSet<string>(StringComparer.Ordinal);
        long? step = null;
        foreach (var message in messages)
        {
            if (IsGradientRequest(message))
                step = message.Step;
            else if (message.Kind == nameof(RegisterWorker))
                scenario = Add(scenario, step, joined.Add(message.From) ? Fault.Join(message.From) : Fault.Restart(message.From));
            else if (IsLoss(message))
                scenario = Add(scenario, step, Fault.Crash(message.From));
        }

        return scenario;
    }

    private static bool IsGradientRequest(TracedMessage message) =>
        message is { Kind: nameof(ComputeGradient), RoundKind: RoundKind.Gradient, Step: not null, Slices: not null };

    private static bool IsLoss(TracedMessage message) => message.Kind == nameof(WorkerLost);

    private static Scenario Add(Scenario scenario, long? step, Fault fault) =>
        step is { } at ? scenario.AtStep(at, fault) : scenario.At(TimeSpan.Zero, fault);

    private static TrainingSpec TrainingOf(int slices, long steps) =>
        SmallTraining.Spec with { BatchSize = slices, MicroBatchSize = 1, Epochs = (int)Math.Min((steps + 1) / 2, 1_000_000) };

    /// <summary>Two steps an epoch.</summary>
    private static Dataset DataOf(int slices) => SmallTraining.DataOf(2 * slices);
}
