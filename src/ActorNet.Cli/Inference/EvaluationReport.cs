using System.Globalization;
using ActorNet.Cli.Console;
using ActorNet.Cli.Models;
using ActorNet.Cli.Tables;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Inference;

/// <summary>
/// The result of `actornet evaluate`. Other programs read it: names and order stay, new facts are added at the end. Confusion[actual]
/// [predicted] are counts of samples; it and Classes are null for regression and for more than <see cref="MaxClasses"/> classes.
/// </summary>
internal sealed record EvaluationReport(
    string Model, string Network, int Parameters, string WeightsSha256, SummaryDataset Dataset, int Samples, double Loss, double? Accuracy,
    IReadOnlyList<IReadOnlyList<int>>? Confusion, IReadOnlyList<ClassReport>? Classes)
{
    /// <summary>A matrix of more classes is unreadable, and grows with their square.</summary>
    internal const int MaxClasses = 1000;

    /// <summary>Wider matrices do not fit a terminal.</summary>
    private const int MaxClassesOfMatrix = 20;

    /// <summary>Evaluates a model on the test samples of a data set that fits it.</summary>
    public static EvaluationReport Of(ModelSource source, Dataset dataset)
    {
        var network = source.Model.ToNetwork();
        var evaluation = network.Evaluate(dataset.Test);
        var matrix = dataset.Test is { IsClassification: true, OutputCount: <= MaxClasses }
            ? ConfusionMatrix.Of(network, dataset.Test) : null;
        int[] classes = [.. Enumerable.Range(0, matrix?.Classes ?? 0)];
        return new EvaluationReport(
            source.Name, network.Spec.Widths.ToString(), network.Spec.ParameterCount, WeightsHash.Of(source.Model.Parameters),
            new SummaryDataset(dataset.Name, dataset.Sha256, dataset.Train.Count, dataset.Test.Count), dataset.Test.Count, evaluation.Loss,
            evaluation.Accuracy,
            matrix is null
                ? null : [.. classes.Select(actual => (IReadOnlyList<int>)[.. classes.Select(predicted => matrix[actual, predicted])])],
            matrix is null ? null : [.. classes.Select(k => ClassReport.Of(matrix, k, NameOf(dataset.ClassNames, k)))]);
    }

    public void WriteText(Dataset dataset, TextWriter output)
    {
        if (dataset.Notice is { } notice)
            output.WriteLine(notice);
        output.WriteLine(Invariant($"Model     {Model}: {Network}, {Parameters:N0} parameters, SHA-256 {WeightsSha256}"));
        output.WriteLine(Invariant($"Data      {Dataset.Name}: {Samples:N0} test samples"));
        output.WriteLine(Accuracy is { } accuracy
            ? Invariant($"Accuracy  {RunText.Percent(accuracy)} ({Math.Round(accuracy * Samples):N0} of {Samples:N0}), loss {Loss:F4}")
            : Invariant($"Test loss {Loss:F6}"));
        if (this is not { Classes: { } classes, Confusion: { } confusion })
            return;
        output.WriteLine();
        if (classes.Count <= MaxClassesOfMatrix)
        {
            output.WriteLine("What samples of each class (rows) were taken for (columns):");
            TextTable.Write(
                output, ["", .. classes.Select(each => each.Name)],
                confusion.Select((row, k) => (IReadOnlyList<string>)
                    [classes[k].Name, .. row.Select(count => count == 0 ? "." : Invariant($"{count}"))]));
            output.WriteLine();
        }

        TextTable.Write(
            output, ["Class", "Samples", "Precision", "Recall", "F1"],
            classes.Select(each => (IReadOnlyList<string>)
                [each.Name, Invariant($"{each.Samples:N0}"), ShareOf(each.Precision), ShareOf(each.Recall), ShareOf(each.F1)]));
    }

    private static string ShareOf(double share) => double.IsNaN(share) ? "-" : RunText.Percent(share);

    /// <summary>The name of a class; its number where it has none.</summary>
    internal static string NameOf(IReadOnlyList<string> names, int k) => k < names.Count ? names[k] : Invariant($"{k}");
}

/// <summary>How well a class is recognized.</summary>
internal sealed record ClassReport(string Name, int Samples, double Precision, double Recall, double F1)
{
    public static ClassReport Of(ConfusionMatrix matrix, int k, string name) =>
        new(name, matrix.SamplesOf(k), matrix.PrecisionOf(k), matrix.RecallOf(k), matrix.F1Of(k));
}
