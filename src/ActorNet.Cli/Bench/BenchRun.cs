using System.Globalization;
using System.Runtime.InteropServices;
using ActorNet.Cli.Console;
using ActorNet.Cli.Tables;
using ActorNet.Learning.Matrices;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Bench;

/// <summary>A running bench: its request, the limit it measures against, and its output.</summary>
internal sealed class BenchRun(string name, BenchRequest request, CliContext context, CancellationToken cancellationToken)
{
    private readonly long _started = context.Time.GetTimestamp();
    private bool _hasText;

    public BenchRequest Request => request;

    public CliContext Context => context;

    public CancellationToken CancellationToken => cancellationToken;

    public FmaLimit Limit { get; } = new(context.Time);

    /// <summary>Writes a line of --json.</summary>
    public void WriteLine<T>(T line) where T : BenchLine
    {
        if (request.Train.Json)
            context.Out.WriteLine(JsonFormat.Text(line));
    }

    /// <summary>Writes a line of text, unless with --json.</summary>
    public void WriteText(params FormattableString[] parts)
    {
        if (request.Train.Json)
            return;
        context.Out.WriteLine(string.Concat(parts.Select(Invariant)));
        _hasText = true;
    }

    /// <summary>Writes a line of text below an empty line, unless with --json or as the first one.</summary>
    public void WriteHeading(params FormattableString[] parts)
    {
        if (_hasText && !request.Train.Json)
            context.Out.WriteLine();
        WriteText(parts);
    }

    /// <summary>Writes a table, unless with --json, below an empty line if text precedes it.</summary>
    public void WriteTable(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, int firstNumber)
    {
        if (request.Train.Json)
            return;
        if (_hasText)
            context.Out.WriteLine();
        TextTable.Write(context.Out, heads, rows, firstNumber);
        _hasText = true;
    }

    public void Finish()
    {
        var machine = new BenchMachine(
            VersionText.NameAndVersion, RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), Kernels.VectorBits, context.Processors);
        var seconds = context.Time.GetElapsedTime(_started).TotalSeconds;
        if (request.Train.Json)
        {
            var summary = new BenchSummary(name, request.Repeats, request.IsQuick, Limit.Highest / 1e9, seconds, machine);
            context.Out.WriteLine(JsonFormat.Text(summary));
            return;
        }

        context.Out.WriteLine();
        WriteText(
            $"FMA limit of one core {Limit.Highest / 1e9:F1} GFLOP/s ",
            $"({machine.VectorBits}-bit vectors, {machine.Processors} processors, {machine.Runtime}, {machine.System})");
        WriteText($"Medians of {request.Repeats} repeats, in {RunText.Seconds(seconds)}");
    }
}
