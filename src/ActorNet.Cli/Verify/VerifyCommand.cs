using System.Security.Cryptography;
using ActorNet.Cli.Console;
using ActorNet.Cli.DataSets;
using ActorNet.Cli.Train;
using ActorNet.Learning.Samples;
using ActorNet.Models.Files;
using ActorNet.Verification;

namespace ActorNet.Cli.Verify;

/// <summary>`actornet verify`: audits a run by computing some of its steps again, or finds which of two runs is wrong.</summary>
internal static class VerifyCommand
{
    private const string Footer = """
        Of one run, the chain of hashes in its metrics is compared with its options, checkpoints, summary and model; then
        randomly drawn steps are computed again here, from the nearest checkpoint or from the seed. Of two runs with the
        same options, the first steps in which they part are computed again. docs/verify.md has the details.

        Examples:
          actornet verify runs/20261122-201530-3f9a
          actornet verify runs/20261122-201530-3f9a --all
          actornet verify runs/mine runs/theirs

        Exit codes: 0 all holds, 1 something does not (the sentence names the step or the file), 2 wrong arguments
        or data.
        """;

    public static Command Create(CliContext context)
    {
        var runs = new Argument<string[]>("runs")
        {
            HelpName = "RUN",
            Description = "a run (its folder, or its id under runs/); or two that ended differently, to find which of them is wrong",
            Arity = ArgumentArity.OneOrMore,
        };
        var steps = OptionFactory.Integer(
            "--steps", "N", "compute at most N steps again [a tenth of the run, or one interval if that is more]", 1L, long.MaxValue);
        var all = OptionFactory.Flag("--all", "compute all steps again");
        var seed = OptionFactory.Integer("--seed", "N", "what the steps are drawn from [drawn itself, and printed]", 0UL, ulong.MaxValue);
        var data = new DataOptions("what the run was trained on");
        var json = OptionFactory.Flag("--json", "write one JSON object");
        var command = new Command("verify", "Audits a run by computing some of its steps again, or finds which of two runs is wrong.") { runs };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new VerifyRequest(
                parsed.GetValue(steps), parsed.GetValue(all), parsed.GetValue(seed), data.Read(parsed), data.AreNamed(parsed),
                parsed.GetValue(json));
            return parsed.GetRequiredValue(runs) switch
            {
                [var run] => AuditAsync(run, request, context, cancellationToken),
                [var one, var other] => SettleAsync([one, other], request, context, cancellationToken),
                var many => throw InvalidInputException.Of(
                    "verify", $"is given {many.Length} runs", "it audits one, or settles a dispute between two"),
            };
        });
        return HelpText.Attach(
            command, "actornet verify RUN [RUN] [options]",
            [new OptionGroup("Steps", [steps, all, seed]), new OptionGroup("Data", data.All), new OptionGroup("Output", [json])], Footer);
    }

    private static async Task<int> AuditAsync(string name, VerifyRequest request, CliContext context, CancellationToken cancellationToken)
    {
        if (request.All && (request.Steps is not null || request.Seed is not null))
            throw InvalidInputException.Of("--all", "computes every step", advice: "leave out --steps and --seed");
        var seed = request.Seed ?? (ulong)RandomNumberGenerator.GetInt32(1_000_000);
        var verification = new RunVerification(RunDirectory.Open(context.FindRun(name)));
        IReadOnlyList<Stretch> stretches = [];
        if (verification.Finding is null)
        {
            var plan = verification.Plan;
            if (request.Steps < plan.MinSteps)
                throw new InvalidInputException(
                    "--steps", request.Steps, Invariant($"a number from {plan.MinSteps}, the fewest with which an interval of this run can be computed"));
            stretches = plan.Draw(request.All ? long.MaxValue : request.Steps ?? plan.DefaultSteps, seed);
            var dataset = await LoadAsync(verification.Description, request, context, cancellationToken);
            await Task.Run(() => verification.Compute(dataset, stretches, context.Processors, cancellationToken), cancellationToken);
        }

        var report = VerificationReport.Of(verification, stretches, request.All ? null : seed);
        if (request.Json)
            context.Out.WriteLine(JsonFormat.Text(report));
        else
            report.WriteText(context.Out);
        if (verification.Finding is not { } finding)
            return ExitCodes.Done;
        context.Error.WriteLine(TerminalText.Escape(finding.Sentence));
        return ExitCodes.Failed;
    }

    private static async Task<int> SettleAsync(
        IReadOnlyList<string> names, VerifyRequest request, CliContext context, CancellationToken cancellationToken)
    {
        if (request.All || request.Steps is not null || request.Seed is not null)
            throw InvalidInputException.Of(
                "--steps, --all and --seed", "choose the steps of one run", advice: "leave them out for two, of which the steps are known");
        var runs = names.Select(name => RunDirectory.Open(context.FindRun(name))).ToList();
        var dispute = new Dispute(runs[0], runs[1]);
        DisputeVerdict? verdict = null;
        if (dispute.PartedAt is not null)
        {
            var dataset = await LoadAsync(runs[0].Description, request, context, cancellationToken);
            if (!request.Json)
                context.Out.WriteLine(DisputeReport.Announcement(dispute, context));
            verdict = await Task.Run(() => dispute.Settle(dataset, context.Processors), cancellationToken);
        }

        var report = DisputeReport.Of(dispute, verdict, names);
        if (request.Json)
            context.Out.WriteLine(JsonFormat.Text(report));
        else if (report.Wrong.Count == 0)
            context.Out.WriteLine(TerminalText.Escape(report.Sentence));
        if (report.Wrong.Count == 0)
            return ExitCodes.Done;
        context.Error.WriteLine(TerminalText.Escape(report.Sentence));
        return ExitCodes.Failed;
    }

    private static async Task<Dataset> LoadAsync(
        RunDescription run, VerifyRequest request, CliContext context, CancellationToken cancellationToken)
    {
        var data = NewRun.Again(run.Dataset, request.Data, request.DataIsNamed, context);
        var dataset = await context.Load(data, context.Error.WriteLine, cancellationToken);
        if (dataset.Sha256 != run.Dataset.Sha256)
            throw InvalidInputException.Of(
                $"Run '{run.RunId}'",
                $"was trained on data set '{run.Dataset.Name}' with SHA-256 {run.Dataset.Sha256}, but '{dataset.Name}' has {dataset.Sha256}",
                advice: "verify it with the same data");
        run.Spec.Validate(dataset);
        return dataset;
    }
}
