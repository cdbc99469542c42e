using System.Globalization;
using ActorNet.Cli.Console;
using ActorNet.Cli.Models;
using ActorNet.Cli.Tables;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Models.Runs;
using static System.FormattableString;

namespace ActorNet.Cli.Inference;

/// <summary>What `actornet evaluate` found. Other programs read it: names and order stay, new facts are added at the end.</summary>
/// <param name="Model">What the user called the model.</param>
/// <param name="Network">Layer widths.</param>
/// <param name="Parameters">The number of weights and biases.</param>
/// <param name="WeightsSha256">SHA-256 of them, as little-endian float32.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Samples">Test samples.</param>
/// <param name="Loss">The mean cost per sample.</param>
/// <param name="Accuracy">The share that was classified rightly; null for regression.</param>
/// <param name="Confusion">A row for each class, of how many of its samples were taken for each class; null for regression, and for more than a thousand classes.</param>
/// <param name="Classes">Each class; null for regression.</param>
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
        var matrix = dataset.Test is { IsClassification: true, OutputCount: <= MaxClasses } ? ConfusionMatrix.Of(network, dataset.Test) : null;
        int[] classes = [.. Enumerable.Range(0, matrix?.Classes ?? 0)];
        return new EvaluationReport(
            source.Name, network.Spec.Widths.ToString(), network.Spec.ParameterCount, WeightsHash.Of(source.Model.Parameters),
            new SummaryDataset(dataset.Name, dataset.Sha256, dataset.Train.Count, dataset.Test.Count), dataset.Test.Count, evaluation.Loss, evaluation.Accuracy,
            matrix is null ? null : [.. classes.Select(actual => (IReadOnlyList<int>)[.. classes.Select(predicted => matrix[actual, predicted])])],
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
                confusion.Select((row, k) => (IReadOnlyList<string>)[classes[k].Name, .. row.Select(count => count == 0 ? "." : count.ToString(CultureInfo.InvariantCulture))]));
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
/// <param name="Name">The class.</param>
/// <param name="Samples">Its samples.</param>
/// <param name="Precision">Of the samples that were taken for it, the share that is of it; null where none were.</param>
/// <param name="Recall">Of its samples, the share that was taken for it; null where it has none.</param>
/// <param name="F1">The harmonic mean of both; null where there is nothing of it.</param>
internal sealed record ClassReport(string Name, int Samples, double Precision, double Recall, double F1)
{
    /// <summary>A class of a matrix.</summary>
    public static ClassReport Of(ConfusionMatrix matrix, int k, string name) =>
        new(name, matrix.SamplesOf(k), matrix.PrecisionOf(k), matrix.RecallOf(k), matrix.F1Of(k));
}
