using System.Globalization;
using ActorNet.Cli.Console;
using ActorNet.Cli.Tables;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Inference;

/// <summary>An evaluation as lines of text.</summary>
internal static class EvaluationText
{
    /// <summary>Wider matrices do not fit a terminal.</summary>
    private const int MaxClassesOfMatrix = 20;

    public static void Write(EvaluationReport report, Dataset dataset, TextWriter output)
    {
        if (dataset.Notice is { } notice)
            output.WriteLine(notice);
        output.WriteLine(Invariant($"Model     {report.Model}: {report.Network}, {report.Parameters:N0} parameters, SHA-256 {report.WeightsSha256}"));
        output.WriteLine(Invariant($"Data      {report.Dataset.Name}: {report.Samples:N0} test samples"));
        output.WriteLine(report.Accuracy is { } accuracy
            ? Invariant($"Accuracy  {RunText.Percent(accuracy)} ({Math.Round(accuracy * report.Samples):N0} of {report.Samples:N0}), loss {report.Loss:F4}")
            : Invariant($"Test loss {report.Loss:F6}"));
        if (report is not { Classes: { } classes, Confusion: { } confusion })
            return;
        output.WriteLine();
        if (classes.Count <= MaxClassesOfMatrix)
        {
            output.WriteLine("What samples of each class (rows) were taken for (columns):");
            TextTable.Write(
                output, ["", .. classes.Select(each => each.Name)],
                confusion.Select((row, k) => (IReadOnlyList<string>)[classes[k].Name, .. row.Select(count => count == 0 ? "." : count.ToString(CultureInfo.InvariantCulture))]));
            output.WriteLine();
        }

        TextTable.Write(
            output, ["Class", "Samples", "Precision", "Recall", "F1"],
            classes.Select(each => (IReadOnlyList<string>)
                [each.Name, Invariant($"{each.Samples:N0}"), Share(each.Precision), Share(each.Recall), Share(each.F1)]));
    }

    private static string Share(double share) => double.IsNaN(share) ? "-" : RunText.Percent(share);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
