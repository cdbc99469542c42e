using System.Collections.Immutable;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Scheduling;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.Tracing;
using ActorNet.Tracing.Analysis;
using ActorNet.Tracing.Files;

namespace ActorNet.TestKit.Simulation;

/// <summary>Recorded runs as scenarios.</summary>
public static class RecordedScenario
{
    private static readonly StragglerTimeouts Timeouts = new();

    /// <summary>Adds to <see cref="Scenario"/>.</summary>
    extension(Scenario)
    {
        /// <summary>
        /// A scenario in which workers join and are lost in the steps in which they did in a recorded run, of a real cluster or a simulated one,
        /// are as fast as they were, and answer as late; messages that were lost though their worker lived on are lost. It trains 2-3-2 with as
        /// many steps, and slices in a step, as the run had, so the same slices of the same steps need another worker.
        /// </summary>
        /// <param name="path">A file that --trace or <see cref="RunTrace.WriteTrace"/> wrote.</param>
        /// <exception cref="InvalidInputException">It is no complete trace, or has no step.</exception>
        /// <exception cref="IOException">It cannot be read.</exception>
        public static Scenario FromTrace(string path)
        {
            var messages = TraceFile.Read(path, path).Messages;
            if (!messages.Any(IsGradientRequest))
                throw InvalidInputException.Of($"Trace '{path}'", "has no step", advice: "record a run that has begun");
            var requests = AnsweredRequest.In(messages.Where(message => message.RoundKind == RoundKind.Gradient));
            var slices = requests.Max(each => each.Request.Slices!.Value.End);
            var medians = requests.Where(each => each.Time is not null).GroupBy(each => each.Request.To)
                .ToImmutableSortedDictionary(worker => worker.Key, worker => Median(worker.Select(SliceTime)));
            var earlier = EarlierOnes(messages);
            return new Scenario
            {
                Training = TrainingOf(slices, 1 + requests.Max(each => each.Request.Step!.Value)),
                Data = DataOf(slices),
                Workers = 0,
                MinWorkers = Math.Max(1, messages.TakeWhile(message => !IsGradientRequest(message)).Count(message => message.Kind == nameof(RegisterWorker))),
                SliceTimes = medians,
                Happenings = [.. Membership(messages), .. LostMessages(messages, earlier), .. LateAnswers(requests, medians, earlier)],
            };
        }
    }

    /// <summary>Workers that joined, and that were lost.</summary>
    private static IEnumerable<Happening> Membership(IReadOnlyList<TracedMessage> messages)
    {
        var joined = new HashSet<string>(StringComparer.Ordinal);
        long? step = null;
        foreach (var message in messages)
        {
            Trigger now = step is { } at ? new Trigger.AtStep(at) : new Trigger.AtTime(TimeSpan.Zero);
            if (IsGradientRequest(message))
                step = message.Step;
            else if (message.Kind == nameof(RegisterWorker))
                yield return new Happening(now, joined.Add(message.From) ? Fault.Join(message.From) : Fault.Restart(message.From));
            else if (message.Kind == nameof(WorkerLost))
                yield return new Happening(now, Fault.Crash(message.From));
        }
    }

    /// <summary>Messages of a step that did not arrive, although their worker was not lost.</summary>
    private static IEnumerable<Happening> LostMessages(IReadOnlyList<TracedMessage> messages, IReadOnlyDictionary<TracedMessage, int> earlier)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var lost = messages[i];
            if (lost is not { ReceivedAt: null, RoundKind: RoundKind.Gradient, Step: { } step })
                continue;
            var next = messages.Skip(i + 1).FirstOrDefault(message => message.From == lost.Worker && message.ReceivedAt is not null);
            if (next?.Kind != nameof(WorkerLost))
                yield return OnMessage(lost, step, earlier[lost], Fault.Drop);
        }
    }

    /// <summary>Answers after a time in which another worker is asked, too: they are late by what exceeds the usual time.</summary>
    private static IEnumerable<Happening> LateAnswers(
        IReadOnlyList<AnsweredRequest> requests, IReadOnlyDictionary<string, TimeSpan> medians, IReadOnlyDictionary<TracedMessage, int> earlier)
    {
        foreach (var each in requests)
        {
            if (each is not { Answer: { Step: { } step } answer, Time: { } time })
                continue;
            var usual = medians[each.Request.To] * each.Request.Slices!.Value.Count;
            if (time > Timeouts.BeforeSpeculation(usual))
                yield return OnMessage(answer, step, earlier[answer], Fault.Delay(time - usual));
        }
    }

    /// <summary>Of each message, how many of the same kind, nodes and step come before it.</summary>
    private static Dictionary<TracedMessage, int> EarlierOnes(IEnumerable<TracedMessage> messages)
    {
        var earlier = new Dictionary<TracedMessage, int>(ReferenceEqualityComparer.Instance);
        foreach (var alike in messages.GroupBy(message => (message.Kind, message.From, message.To, message.Step)))
        {
            var count = 0;
            foreach (var message in alike)
                earlier[message] = count++;
        }

        return earlier;
    }

    /// <summary>Optional: with another seed the worker may have no part in that step.</summary>
    private static Happening OnMessage(TracedMessage message, long step, int after, Fault fault)
    {
        var (from, to) = message.IsToWorker ? (null, message.To) : (message.From, (string?)null);
        return new Happening(new Trigger.OnMessage(MessagePattern.Of(message.Kind, from, to, step, after)), fault) { IsOptional = true };
    }

    private static bool IsGradientRequest(TracedMessage message) =>
        message is { Kind: nameof(ComputeGradient), RoundKind: RoundKind.Gradient, Step: not null, Slices: not null };

    private static TimeSpan SliceTime(AnsweredRequest request) => request.Time!.Value / request.Request.Slices!.Value.Count;

    /// <summary>At least a microsecond, in whole ones.</summary>
    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var ordered = times.Order().ToList();
        return TimeSpan.FromMicroseconds(Math.Max(1, Math.Round(ordered[ordered.Count / 2].TotalMicroseconds)));
    }

    private static TrainingSpec TrainingOf(int slices, long steps) =>
        SmallTraining.Spec with { BatchSize = slices, MicroBatchSize = 1, Epochs = (int)Math.Min((steps + 1) / 2, 1_000_000) };

    /// <summary>Two steps an epoch.</summary>
    private static Dataset DataOf(int slices) => SmallTraining.DataOf(2 * slices);
}
