using ActorNet.Cli.Console;
using ActorNet.Tracing;
using ActorNet.Tracing.Analysis;
using ActorNet.Tracing.Diagrams;
using ActorNet.Tracing.Files;

namespace ActorNet.Cli.Traces;

/// <summary>`actornet trace diff`: where two runs part.</summary>
internal static class TraceDiffCommand
{
    private const string Footer = """
        Two traces are equal if the runs have the same options, and the same slices and hashes in every round. Times and
        the order of messages do not count, nor which worker computes what, which depends on speed: a last line says where
        that differs first. For the hashes of every step, record both runs with --trace-hashes all.

        Exit codes: 0 equal, 1 different (the first difference is printed), 2 wrong arguments or files.
        """;

    public static Command Create(CliContext context)
    {
        var first = new Argument<string>("a") { HelpName = "A", Description = "a trace" };
        var second = new Argument<string>("b") { HelpName = "B", Description = "another trace of a run with the same options" };
        var command = new Command("diff", "Finds the first message in which two traces differ.") { first, second };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(first), parsed.GetRequiredValue(second), context));
        return HelpText.Attach(command, "actornet trace diff A B", [], Footer);
    }

    private static int Run(string nameA, string nameB, CliContext context)
    {
        var (a, b) = (TraceFile.Read(context.FullPath(nameA), nameA), TraceFile.Read(context.FullPath(nameB), nameB));
        var diff = TraceDiff.Between(a, b);
        foreach (var line in LinesOf(diff, a, b, nameA, nameB))
            context.Out.WriteLine(TerminalText.Escape(line));
        return diff.IsEqual ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static IEnumerable<string> LinesOf(TraceDiff diff, Trace a, Trace b, string nameA, string nameB)
    {
        if (diff.Options.Count > 0)
            yield return "The runs have different options: " + string.Join(", ", diff.Options.Select(option =>
                $"{option.Name} is {option.A ?? "missing"} in {nameA} and {option.B ?? "missing"} in {nameB}")) + ".";
        if (diff.CommonRounds == 0)
        {
            yield return $"The traces have nothing in common: {StepsOf(a, nameA)}, {StepsOf(b, nameB)}.";
            yield break;
        }

        if (diff.First is { } first)
            yield return $"First difference: {TextOf(first, nameA, nameB)}.";
        if (diff.Options.Count > 0)
            yield break;
        foreach (var (count, name, other) in new[] { (diff.OnlyInA, nameA, nameB), (diff.OnlyInB, nameB, nameA) })
            if (count > 0)
                yield return Invariant($"{name} has {count:N0} rounds that {other} does not have.");
        yield return (diff.First, diff.EqualHashes) switch
        {
            (null, 0) => Invariant($"The {diff.CommonRounds:N0} rounds in common have no hash to compare."),
            (null, _) => Invariant($"All {diff.EqualHashes:N0} hashes that both have are equal, in {diff.CommonRounds:N0} rounds in common."),
            _ => Invariant($"Of the hashes that both have, {diff.EqualHashes:N0} are equal."),
        };
        if (diff.FirstOtherShare is { } share)
            yield return $"Some slices go to other workers, which follows from speed and failures alone; first: {TextOf(share, nameA, nameB)}.";
    }

    private static string StepsOf(Trace trace, string name) =>
        $"{name} has {(StepMessages.RangesOf(trace) is { Length: > 0 } steps ? $"steps {steps}" : "no step")}";

    private static string TextOf(MessageDifference difference, string nameA, string nameB)
    {
        var round = difference.Kind == RoundKind.Gradient ? "" : $"{Choice<RoundKind>.NameOf(difference.Kind)} after ";
        return Invariant($"{round}step {difference.Step}, {SequenceDiagram.TextOf(difference.Slices)}: ")
            + $"{TextOf(difference.A)} in {nameA}, {TextOf(difference.B)} in {nameB}";
    }

    private static string TextOf(TracedMessage? message) => message is null ? "no such message"
        : $"{message.Kind} {(message.IsToWorker ? "to" : "of")} {message.Worker}"
            + (message.Hash is { } hash ? Invariant($" with hash {hash:x16}") : "");
}
