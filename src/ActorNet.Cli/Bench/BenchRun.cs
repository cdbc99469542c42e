using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Console;
using ActorNet.Cli.Context;
using ActorNet.Cli.Tables;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Bench;

/// <summary>A bench under way: what was asked for, the limit it measures against, and where its results go.</summary>
internal sealed class BenchRun(string name, BenchRequest request, CliContext context, CancellationToken cancellationToken)
{
    private readonly long _started = context.Time.GetTimestamp();
    private bool _hasText;

    public BenchRequest Request => request;

    public CliContext Context => context;

    /// <summary>Ends the bench early.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The limit of one core.</summary>
    public FmaLimit Limit { get; } = new(context.Time);

    /// <summary>Writes a line for programs, where they listen.</summary>
    public void WriteLine<T>(T line) where T : BenchLine
    {
        if (request.Train.Json)
            context.Out.WriteLine(JsonSerializer.Serialize(line, JsonFormat.Options));
    }

    /// <summary>Writes a line for people, where they listen.</summary>
    public void WriteText(FormattableString text)
    {
        if (request.Train.Json)
            return;
        context.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        _hasText = true;
    }

    /// <summary>Writes a table for people, where they listen, an empty line after what stands before it.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="firstNumber">The first column of numbers.</param>
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
            context.Out.WriteLine(JsonSerializer.Serialize(summary, JsonFormat.Options));
            return;
        }

        context.Out.WriteLine();
        WriteText($"FMA limit of one core {Limit.Highest / 1e9:F1} GFLOP/s ({machine.VectorBits}-bit vectors, {machine.Processors} processors, {machine.Runtime}, {machine.System})");
        WriteText($"Medians of {request.Repeats} repeats, in {RunText.Seconds(seconds)}");
    }
}
