using ActorNet.Protocol;

namespace ActorNet.Tracing.Analysis;

/// <summary>Messages of one type. Other programs read it as JSON, like the whole summary: names and order stay.</summary>
/// <param name="Kind">The message type.</param>
/// <param name="Messages">Their number.</param>
/// <param name="Bytes">Bytes of the tensors that they carry.</param>
internal sealed record KindCount(string Kind, long Messages, long Bytes);

/// <summary>How long a worker takes from a request for gradients to its answer, in milliseconds.</summary>
internal sealed record AnswerTimes(string Worker, int Answers, double MinMilliseconds, double MedianMilliseconds, double MaxMilliseconds);

/// <summary>A step, from its first request to its last answer, and why it took that long.</summary>
/// <param name="Step">The step.</param>
/// <param name="Milliseconds">Its time.</param>
/// <param name="LastWorker">The worker that answered last.</param>
/// <param name="WaitedMilliseconds">The time since the last answer of any other; 0 if there is none.</param>
/// <param name="Retries">Requests for slices that were requested before.</param>
/// <param name="LostWorkers">The workers lost in the step.</param>
internal sealed record StepTime(
    long Step, double Milliseconds, string LastWorker, double WaitedMilliseconds, int Retries, IReadOnlyList<string> LostWorkers);

/// <summary>What a trace says of its run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Seconds">From the beginning to the last message.</param>
/// <param name="Messages">The messages.</param>
/// <param name="LeftOut">Messages that were not recorded.</param>
/// <param name="Lost">Messages that never arrived.</param>
/// <param name="Steps">Steps with a request.</param>
/// <param name="Retries">Requests for slices that were requested in the same round before: reassigned, speculated or audited.</param>
/// <param name="Stale">Answers without an open request, or to a round that is over.</param>
/// <param name="Duplicate">Answers to the current round of which another worker has answered every slice.</param>
/// <param name="Kinds">Messages by type, most bytes first.</param>
/// <param name="Workers">Answer times, by worker.</param>
/// <param name="SlowestSteps">The slowest steps, slowest first.</param>
internal sealed record TraceSummary(
    string RunId, double Seconds, long Messages, long LeftOut, long Lost, int Steps, int Retries, int Stale, int Duplicate,
    IReadOnlyList<KindCount> Kinds, IReadOnlyList<AnswerTimes> Workers, IReadOnlyList<StepTime> SlowestSteps)
{
    /// <summary>The number of slowest steps.</summary>
    public const int ShownSteps = 5;

    public static TraceSummary Of(Trace trace)
    {
        var messages = trace.Messages;
        var rounds = TracedRound.In(messages);
        var steps = rounds.Where(round => round.Id.Kind == RoundKind.Gradient).ToList();
        return new TraceSummary(
            trace.Header.RunId, messages.Select(message => (message.ReceivedAt ?? message.SentAt).TotalSeconds).DefaultIfEmpty().Max(),
            messages.Count, trace.LeftOut, messages.Count(message => message.ReceivedAt is null),
            steps.Select(round => round.Id.Step).Distinct().Count(), rounds.Sum(round => round.Retries), CountStale(messages),
            rounds.Sum(round => round.Duplicates),
            [
                .. messages.GroupBy(message => message.Kind)
                    .Select(kind => new KindCount(kind.Key, kind.LongCount(), kind.Sum(message => message.Bytes)))
                    .OrderByDescending(kind => kind.Bytes).ThenByDescending(kind => kind.Messages)
                    .ThenBy(kind => kind.Kind, StringComparer.Ordinal),
            ],
            [
                .. AnsweredRequest.In(steps.SelectMany(round => round.Messages)).Where(each => each.Time is not null)
                    .GroupBy(each => each.Request.To).OrderBy(worker => worker.Key, StringComparer.Ordinal)
                    .Select(worker => TimesOf(worker.Key, [.. worker.Select(each => each.Time!.Value.TotalMilliseconds).Order()])),
            ],
            [.. steps.Where(round => round.LastAnswer is not null).OrderByDescending(round => round.Time).Take(ShownSteps).Select(TimeOf)]);
    }

    private static AnswerTimes TimesOf(string worker, double[] times) =>
        new(worker, times.Length, times[0], (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2, times[^1]);

    private static StepTime TimeOf(TracedRound round) => new(
        round.Id.Step, round.Time.TotalMilliseconds, round.LastAnswer!.From,
        (round.LastAnswer.ReceivedAt - round.LastAnswerOfAnother?.ReceivedAt)?.TotalMilliseconds ?? 0, round.Retries, round.LostWorkers);

    /// <summary>A round is over when a request of another one is sent.</summary>
    private static int CountStale(IReadOnlyList<TracedMessage> messages)
    {
        var stale = 0;
        RoundId? current = null;
        var requested = new HashSet<(string Worker, TracedSlices Slices)>();
        foreach (var message in messages)
        {
            if (MessageKinds.Requests.Contains(message.Kind))
            {
                if (message.Round != current)
                    requested.Clear();
                current = message.Round;
                requested.Add((message.To, new TracedSlices(message)));
            }
            else if (message.ReceivedAt is not null && MessageKinds.Results.Contains(message.Kind)
                && !requested.Remove((message.From, new TracedSlices(message))))
            {
                stale++;
            }
        }

        return stale;
    }

    private readonly record struct TracedSlices(RoundId? Round, Learning.Gradients.SliceRange? Slices)
    {
        public TracedSlices(TracedMessage message) : this(message.Round, message.Slices) { }
    }
}
