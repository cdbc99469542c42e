using ActorNet.Cli.Tables;
using ActorNet.Scaling.Machines;

namespace ActorNet.Scaling.Results;

/// <summary>The rows for people.</summary>
internal static class ResultTable
{
    private static readonly string[] Heads =
    [
        "Workers", "Median ms", "Max ms", "Speed-up", "Efficiency", "Star ms", "Sharded ms", "Coordinator in, out", "Workers in, out",
        "Load",
    ];

    public static void Write(TextWriter output, IReadOnlyList<ScalingRow> rows)
    {
        TextTable.Write(output, Heads, rows.Select(Cells), firstNumber: 0);
        output.WriteLine(
            "Speed-up: against one worker that computes alone and sends nothing. Star, sharded: what the models predict for a step.");
        output.WriteLine(
            "In, out: bytes through the links per step, in parameter vectors; the mean of the workers, and the largest in parentheses.");
        output.WriteLine(Invariant($"Load: of each processor; with a mean above {100 * ScalingRow.MaxLoad:F0} % a row is void."));
    }

    private static string[] Cells(ScalingRow row) =>
    [
        Invariant($"{row.Workers}"), Milliseconds(row.MedianSeconds), Milliseconds(row.MaxSeconds),
        row.IsVoid ? "void" : Invariant($"{row.SpeedUp:F2}"), row.IsVoid ? "void" : Invariant($"{100 * row.Efficiency:F0} %"),
        Milliseconds(row.StarSeconds), Milliseconds(row.ShardedSeconds), Invariant($"{row.Coordinator.In:F2}, {row.Coordinator.Out:F2}"),
        Links([.. row.WorkerLinks.OfType<LinkBytes>()]),
        string.Join(", ", row.ProcessorLoads.Select(load => Invariant($"{100 * load:F0} %"))),
    ];

    private static string Links(LinkBytes[] links) => links.Length == 0
        ? "not measured"
        : Invariant($"{links.Average(link => link.In):F2}, {links.Average(link => link.Out):F2} (")
            + Invariant($"{links.Max(link => link.In):F2}, {links.Max(link => link.Out):F2})");

    private static string Milliseconds(double seconds) => Invariant($"{1e3 * seconds:F1}");
}
