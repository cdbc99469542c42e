using ActorNet.Models.Files;
using ActorNet.Tracing;
using ActorNet.Tracing.Analysis;
using ActorNet.Tracing.Diagrams;
using ActorNet.Tracing.Files;

namespace ActorNet.Cli.Traces;

/// <summary>`actornet trace`: what the messages of a recorded run say.</summary>
internal static class TraceCommand
{
    private const string Footer = """
        Without options it prints a summary: messages and bytes, retries, answer times, the slowest steps and why.

        Examples:
          actornet train --workers 2 --trace run.trace
          actornet trace run.trace
          actornet trace run.trace --step 12
          actornet trace run.trace --step 12 --format svg --out step.svg
          actornet trace run.trace --export perfetto --out run.json     (open it at ui.perfetto.dev)
          actornet trace diff first.trace second.trace

        Exit codes: 0 done, 1 the disk is full (of diff: the traces differ), 2 wrong arguments or files.
        """;

    private static readonly Choice<DiagramFormat> Formats = new();

    private static readonly Choice<TraceExport> Exports = new();

    public static Command Create(CliContext context)
    {
        var file = new Argument<string?>("file")
        {
            HelpName = "FILE", Description = "a trace that `train --trace FILE` or `coordinator --trace FILE` has recorded",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var step = OptionFactory.Integer(
            "--step", "N", "show the messages of a step as a sequence diagram, a lane for each actor", 0, long.MaxValue);
        var format = OptionFactory.OneOf(
            "--format", $"of the diagram: {Suggestions.AnyOf(Formats.Names)} [text]", Formats);
        var export = OptionFactory.OneOf(
            "--export", "perfetto: write a timeline of the whole run to --out, in the Chrome trace event format", Exports);
        var outFile = OptionFactory.Text("--out", "FILE", "the file to write, which must not exist yet [standard output, for a diagram]");
        var json = OptionFactory.Flag("--json", "write the summary as one JSON object");
        var command = new Command("trace", "Shows the messages of a recorded run, or compares two.") { file };
        command.SetAction(parsed => Run(
            new Request(
                parsed.GetValue(file) ?? throw InvalidInputException.Of(
                    "`actornet trace`", "needs a file that --trace has recorded, or `diff` and two of them"),
                parsed.GetValue(step), parsed.GetValue(format), parsed.GetValue(export), parsed.GetValue(outFile), parsed.GetValue(json)),
            context));
        command.Subcommands.Add(TraceDiffCommand.Create(context));
        IReadOnlyList<OptionGroup> groups = [new("Options", [step, format, export, outFile, json])];
        return HelpText.Attach(command, "actornet trace FILE [options], or actornet trace diff A B", groups, Footer);
    }

    private sealed record Request(string File, long? Step, DiagramFormat? Format, TraceExport? Export, string? Out, bool Json);

    private static int Run(Request request, CliContext context)
    {
        Check(request);
        var trace = TraceFile.Read(context.FullPath(request.File), request.File);
        if (request.Export is not null)
            WriteFile(request.Out!, stream => PerfettoExport.Write(trace, stream), context);
        else if (request.Step is { } step)
            WriteDiagram(StepMessages.Of(trace, step), request.Format ?? DiagramFormat.Text, request.Out, trace, context);
        else if (request.Json)
            context.Out.WriteLine(JsonFormat.Text(TraceSummary.Of(trace)));
        else
            SummaryText.Write(TraceSummary.Of(trace), context.Out);
        return ExitCodes.Done;
    }

    private static void Check(Request request)
    {
        if (request is { Format: not null, Step: null })
            throw InvalidInputException.Of("--format", "is of the diagram of a step", advice: "give --step N too");
        if (request is { Export: not null, Out: null })
            throw new InvalidInputException("--out", null, "the file for --export");
        if (request is { Out: not null, Step: null, Export: null })
            throw InvalidInputException.Of("--out", "is for a diagram or an export", advice: "give --step N or --export perfetto too");
        if (new[] { request.Json, request.Step is not null, request.Export is not null }.Count(each => each) > 1)
            throw InvalidInputException.Of("--json, --step and --export", "exclude each other", advice: "give one of them");
    }

    private static void WriteDiagram(
        IReadOnlyList<TracedMessage> messages, DiagramFormat format, string? name, Trace trace, CliContext context)
    {
        var diagram = new SequenceDiagram(messages, trace.Lanes);
        var text = format switch
        {
            DiagramFormat.Mermaid => diagram.ToMermaid(),
            DiagramFormat.Svg => diagram.ToSvg() + Environment.NewLine,
            _ => diagram.ToText(),
        };
        if (name is null)
            context.Out.Write(text);
        else
            WriteFile(name, stream =>
            {
                using var writer = new StreamWriter(stream);
                writer.Write(text);
            }, context);
    }

    private static void WriteFile(string name, Action<Stream> write, CliContext context)
    {
        var path = context.FullPath(name);
        if (Path.Exists(path))
            throw new InvalidInputException("--out", name, "a file that does not exist yet");
        try
        {
            using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
                write(stream);
            context.Out.WriteLine(Invariant($"{name}  {new FileInfo(path).Length:N0} bytes"));
        }
        catch (Exception fault) when (DiskFaults.IsPathFault(fault))
        {
            throw new InvalidInputException("--out", name, $"a file that can be written ({fault})", cause: fault);
        }
    }
}

internal enum DiagramFormat
{
    Text,

    Mermaid,

    Svg,
}

internal enum TraceExport
{
    Perfetto,
}
