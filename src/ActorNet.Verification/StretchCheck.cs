using ActorNet.Learning.Samples;
using ActorNet.Models.Recording;

namespace ActorNet.Verification;

/// <summary>Computes a stretch of a run again and compares every loss, accuracy and hash on the way.</summary>
/// <param name="run">The run, whose chain holds.</param>
/// <param name="dataset">Its data.</param>
/// <param name="threads">Threads to compute with.</param>
internal sealed class StretchCheck(RunRecord run, Dataset dataset, int threads)
{
    /// <param name="stretch">The steps to compute.</param>
    /// <param name="end">The checkpoint at its end, if there is one; it is compared bit by bit.</param>
    /// <returns>The first thing that does not hold; null if all does.</returns>
    public Finding? Find(Stretch stretch, KeptState? end)
    {
        using var replay = new Replay(run.Description.Spec, dataset, stretch.From.Load(run.Directory), threads);
        try
        {
            // Interval by interval, so that a wrong one ends it.
            for (var step = stretch.From.Step; step < stretch.To;)
            {
                var from = step == 0 ? -1 : step;
                step = Math.Min(ChainCheck.NextDue(run.Plan, step), stretch.To);
                var computed = replay.RunTo(step);
                if (Difference(run, stretch.From, run.Between(from, step), computed) is { } finding)
                    return finding;
                if (replay.Step < step)
                    return Wrong(replay.Step, Invariant($"The run ends after step {replay.Step:N0}, but metrics.jsonl continues."));
            }
        }
        catch (TrainingDivergedException diverged)
        {
            return Wrong(diverged.LastGood.Step + 1, Invariant(
                $"Computed again from {stretch.From.Origin}, training diverges at step {diverged.LastGood.Step + 1:N0}, but metrics.jsonl continues."));
        }

        return end is null || IsSame(end.Load(run.Directory)!, replay.State) ? null : new Finding(end.File!, end.Step, Invariant(
            $"File '{end.File}' does not have the state that step {end.Step:N0} leads to from {stretch.From.Origin}."));
    }

    /// <summary>The first difference between recorded and computed events of the same steps.</summary>
    public static Finding? Difference(
        RunRecord run, KeptState from, IEnumerable<TrainingEvent> recorded, IReadOnlyList<TrainingEvent> computed)
    {
        var lines = recorded.ToList();
        for (var i = 0; i < Math.Max(lines.Count, computed.Count); i++)
        {
            var (line, truth) = (lines.ElementAtOrDefault(i), computed.ElementAtOrDefault(i));
            var step = RunRecord.StepOf((line ?? truth)!)!.Value;
            if (ProblemOf(line, truth) is not { } problem)
                continue;
            // An epoch's results come before its link, but wrong weights are their cause.
            if (line is EpochCompleted)
                problem = ProblemOf(LinkAt(step, lines), LinkAt(step, computed)) ?? problem;
            return new Finding(run.MetricsName, step, Invariant(
                $"Step {step:N0} does not hold: {problem}, computed from {from.Origin}."));
        }

        return null;

        static WeightsHashed? LinkAt(long step, IEnumerable<TrainingEvent> events) =>
            events.OfType<WeightsHashed>().FirstOrDefault(link => link.Step == step);
    }

    /// <summary>The first layer, from 1, in which the weights of two links differ; null if they are equal.</summary>
    public static int? LayerOf(WeightsHashed one, WeightsHashed other) =>
        one.PrefixSha256.Append(one.WeightsSha256).Zip(other.PrefixSha256.Append(other.WeightsSha256)).Index()
            .Where(pair => pair.Item.First != pair.Item.Second).Select(pair => (int?)pair.Index + 1).FirstOrDefault();

    private static string? ProblemOf(TrainingEvent? line, TrainingEvent? truth) => (line, truth) switch
    {
        (null, null) => null,
        (null, _) => "metrics.jsonl lacks a line",
        (_, null) => "metrics.jsonl has a line too many",
        (WeightsHashed recorded, WeightsHashed computed) when recorded.WeightsSha256 != computed.WeightsSha256 =>
            $"the chain has weights of SHA-256 {recorded.WeightsSha256}, which differ from layer {LayerOf(recorded, computed)} on from {computed.WeightsSha256}",
        (WeightsHashed recorded, WeightsHashed computed) when recorded.StateSha256 != computed.StateSha256
            || !recorded.PrefixSha256.SequenceEqual(computed.PrefixSha256) =>
            "the chain has other hashes of the optimizer's state or of layers",
        (StepsCompleted recorded, StepsCompleted computed) when !IsSame(recorded, computed) =>
            Invariant($"metrics.jsonl has loss {recorded.Loss} at learning rate {recorded.LearningRate}, but they are {computed.Loss} and {computed.LearningRate}"),
        (EpochCompleted recorded, EpochCompleted computed) when !IsSame(recorded, computed) =>
            $"metrics.jsonl has other losses or accuracies of epoch {recorded.Epoch}",
        _ when line.GetType() != truth.GetType() => "metrics.jsonl has its lines in another order",
        _ => null,
    };

    private static bool IsSame(TrainingEvent line, TrainingEvent truth) => Numbers(line).SequenceEqual(Numbers(truth));

    /// <summary>A recorded number that is not finite is null, and read as NaN.</summary>
    private static IEnumerable<double> Numbers(TrainingEvent trainingEvent) =>
        MetricsChain.NumbersOf(trainingEvent).Select(number => double.IsFinite(number) ? number : double.NaN);

    private static bool IsSame(TrainingState one, TrainingState other) =>
        BitsOf(one).SequenceEqual(BitsOf(other))
        && (one.EpochLossSum, one.ReportLossSum, one.ReportSamples, one.IsTargetReached)
            == (other.EpochLossSum, other.ReportLossSum, other.ReportSamples, other.IsTargetReached)
        && (one.Best?.Epoch, one.Best?.ValidationLoss) == (other.Best?.Epoch, other.Best?.ValidationLoss);

    private static IEnumerable<uint> BitsOf(TrainingState state) =>
        new[] { state.Parameters, state.Best?.Parameters ?? [] }.Concat(state.OptimizerState)
            .SelectMany(vector => vector).Select(BitConverter.SingleToUInt32Bits);

    private Finding Wrong(long step, string sentence) => new(run.MetricsName, step, sentence);
}
