using System.Text.Json.Serialization;
using ActorNet.Verification;

namespace ActorNet.Cli.Verify;

/// <summary>What `actornet verify A B` found. Other programs read it: names and order stay, new facts are added at the end.</summary>
/// <param name="Sentence">The verdict.</param>
/// <param name="Wrong">The runs that are wrong, as they were named.</param>
/// <param name="CommonSteps">The last step up to which the chains agree; null if a chain itself is broken, -1 if they agree in nothing.</param>
/// <param name="PartedAt">The first step whose links differ; null if there is none.</param>
/// <param name="ComputedSteps">Steps computed again.</param>
/// <param name="Runs">What is wrong with each run.</param>
internal sealed record DisputeReport(
    string Sentence, IReadOnlyList<string> Wrong, long? CommonSteps, long? PartedAt, long ComputedSteps, IReadOnlyList<DisputedRun> Runs)
{
    public static DisputeReport Of(Dispute dispute, DisputeVerdict? verdict, IReadOnlyList<string> names)
    {
        var isBroken = dispute.Broken.Any(finding => finding is not null);
        var runs = names.Select((name, i) =>
        {
            var judged = verdict?.Runs[i];
            return new DisputedRun(name, judged?.Finding ?? dispute.Broken[i], judged?.LastRightStep, judged?.Layer);
        }).ToList();
        var wrong = runs.Where(run => run.Finding is not null).ToList();
        var sentence = wrong.Count > 0 ? string.Join(' ', wrong.Select(run => run.ToSentence()))
            : Invariant($"The chains of '{names[0]}' and '{names[1]}' agree up to step {dispute.CommonSteps:N0}, the last that both have; there is no dispute.");
        return new DisputeReport(
            sentence, [.. wrong.Select(run => run.Name)], isBroken ? null : dispute.CommonSteps, dispute.PartedAt,
            dispute.StepsToCompute, runs);
    }

    /// <summary>What is going to be computed.</summary>
    public static string Announcement(Dispute dispute, CliContext context)
    {
        var agreed = dispute.CommonSteps < 0 ? "The chains do not even begin alike"
            : Invariant($"The chains agree up to step {dispute.CommonSteps:N0} and part at step {dispute.PartedAt:N0}");
        var origin = dispute.From.File is null ? "the seed, since no earlier checkpoint for which both chains vouch is kept"
            : $"{dispute.From.Origin} of {context.ShortPath(dispute.FromRun.Path)}";
        return Invariant($"{agreed}; computing {dispute.StepsToCompute:N0} steps from {origin}");
    }
}

/// <summary>One of two runs that ended differently.</summary>
/// <param name="Name">Its name, as it was given.</param>
/// <param name="Finding">What does not hold; null if all does.</param>
/// <param name="LastRightStep">The last step before that for which its metrics are right.</param>
/// <param name="Layer">The first layer, from 1, in which its weights are wrong; null if that is not known.</param>
internal sealed record DisputedRun(
    string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Finding? Finding, long? LastRightStep, int? Layer)
{
    public string ToSentence()
    {
        if (LastRightStep is not { } right)
            return $"Run '{Name}' is wrong: {Finding!.Sentence}";
        var layer = Layer is null ? "" : Invariant($", and its weights are wrong from layer {Layer} on");
        return Invariant($"Run '{Name}' is wrong: its metrics are right up to step {right:N0} and wrong at step {Finding!.Step:N0}{layer}. {Finding.Sentence}");
    }
}
