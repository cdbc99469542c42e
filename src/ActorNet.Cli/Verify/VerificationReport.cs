using System.Text.Json.Serialization;
using ActorNet.Cli.Console;
using ActorNet.Verification;

namespace ActorNet.Cli.Verify;

/// <summary>What `actornet verify RUN` found. Other programs read it: names and order stay, new facts are added at the end.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Holds">Whether nothing was found wrong.</param>
/// <param name="Links">Links of the chain.</param>
/// <param name="Checkpoints">Checkpoints that fit the chain.</param>
/// <param name="Steps">Steps of the run, up to its last link or checkpoint.</param>
/// <param name="ComputedSteps">Steps to be computed again; all were if nothing was found wrong.</param>
/// <param name="Seed">What they were drawn from; null if all were computed.</param>
/// <param name="Stretches">They themselves.</param>
internal sealed record VerificationReport(
    string RunId, bool Holds, int Links, int Checkpoints, long Steps, long ComputedSteps, ulong? Seed, IReadOnlyList<ComputedStretch> Stretches)
{
    /// <summary>What does not hold; null if all does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Finding? Finding { get; init; }

    /// <summary>Steps that cannot be computed, since the initial weights are not kept.</summary>
    public long UnreachableSteps { get; init; }

    public static VerificationReport Of(RunVerification verification, IReadOnlyList<Stretch> stretches, ulong? seed) => new(
        verification.Description.RunId, verification.Finding is null, verification.Links, verification.Checkpoints,
        verification.Plan.TotalSteps, stretches.Sum(stretch => stretch.Steps), seed,
        [.. stretches.Select(stretch => new ComputedStretch(stretch.From.Step + 1, stretch.To, stretch.From.Origin))])
    {
        Finding = verification.Finding,
        UnreachableSteps = verification.Plan.TotalSteps - verification.Plan.ReachableSteps,
    };

    public void WriteText(TextWriter output)
    {
        output.WriteLine($"Run       {TerminalText.Escape(RunId)}");
        if (Finding is not null && Stretches.Count == 0)
            return;
        output.WriteLine(Invariant(
            $"Chain     {Links:N0} links over {Steps:N0} steps fit run.json, metrics.jsonl, {Checkpoints} {(Checkpoints == 1 ? "checkpoint" : "checkpoints")} and the result"));
        output.WriteLine(Invariant(
            $"Computed  {ComputedSteps:N0} of {Steps:N0} steps, {Share():F1} %{(Seed is { } seed ? $", drawn with --seed {seed}" : "")}"));
        foreach (var stretch in Stretches)
            output.WriteLine(Invariant($"          steps {stretch.First:N0} to {stretch.Last:N0}, from {stretch.Origin}"));
        if (UnreachableSteps > 0)
            output.WriteLine(Invariant($"          The first {UnreachableSteps:N0} steps cannot be computed: the initial weights are not kept."));
        if (Holds)
            output.WriteLine("All holds");
    }

    private double Share() => Steps == 0 ? 0 : 100.0 * ComputedSteps / Steps;
}

/// <summary>Steps that were computed again.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last.</param>
/// <param name="Origin">The state before them: the seed or a checkpoint.</param>
internal sealed record ComputedStretch(long First, long Last, string Origin);
