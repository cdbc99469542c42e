using ActorNet.Cli.Inference;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Models.Trained;
using ActorNet.Pictures.Charts;
using ActorNet.Pictures.Images;
using ActorNet.Pictures.Sheets;

namespace ActorNet.Cli.Plot;

/// <summary>Pictures of what a model has learned, and of what it has not.</summary>
internal static class ModelPictures
{
    private const int MaxUnits = 100;
    private const int MaxMistakes = 50;

    public static MatrixChart Confusion(Network network, Dataset dataset)
    {
        var matrix = ConfusionMatrix.Of(network, dataset.Test);
        int[] classes = [.. Enumerable.Range(0, matrix.Classes)];
        return new MatrixChart(
            Invariant($"Confusion matrix, {matrix.Samples:N0} test samples, accuracy {100 * matrix.Accuracy:F2} %"), "predicted class",
            "true class",
            [.. classes.Select(k => EvaluationReport.NameOf(dataset.ClassNames, k))],
            [.. classes.Select(actual => (IReadOnlyList<int>)[.. classes.Select(predicted => matrix[actual, predicted])])]);
    }

    /// <summary>The weights of the first units of the first layer as images: what each looks for.</summary>
    public static IReadOnlyList<SheetTile> Weights(TrainedModel model, ImageSize size)
    {
        var layer = ParameterLayout.Of(model.Network).Layers[0];
        var tiles = new List<SheetTile>();
        for (var unit = 0; unit < Math.Min(layer.Outputs, MaxUnits); unit++)
        {
            var weights = new float[layer.Inputs];
            for (var i = 0; i < weights.Length; i++)
                weights[i] = model.Parameters[layer.WeightOffset + i * layer.Outputs + unit];
            tiles.Add(SheetTile.OfSigned(weights, size.Rows, size.Columns, Invariant($"unit {unit}")));
        }

        return tiles;
    }

    /// <summary>
    /// The test images that are taken for something else with the greatest output, the surest mistake first; and how many there are in all.
    /// </summary>
    public static (IReadOnlyList<SheetTile> Surest, int Count) Mistakes(Network network, Dataset dataset, ImageSize size)
    {
        var mistakes = new List<(int Sample, int Predicted, float Output)>();
        network.Predict(dataset.Test, (sample, outputs) =>
        {
            var predicted = Evaluation.ArgMax(outputs);
            if (predicted != dataset.Test.LabelOf(sample))
                mistakes.Add((sample, predicted, outputs[predicted]));
        });
        SheetTile[] surest =
        [
            .. mistakes.OrderByDescending(mistake => mistake.Output).ThenBy(mistake => mistake.Sample).Take(MaxMistakes).Select(mistake =>
            {
                var pixels = dataset.Test.Pixels!.Value.Slice(mistake.Sample * size.Rows * size.Columns, size.Rows * size.Columns)
                    .ToArray();
                var actual = EvaluationReport.NameOf(dataset.ClassNames, dataset.Test.LabelOf(mistake.Sample));
                return SheetTile.Of(
                    new GrayImage(size.Rows, size.Columns, pixels),
                    $"{actual} read as {EvaluationReport.NameOf(dataset.ClassNames, mistake.Predicted)}");
            }),
        ];
        return (surest, mistakes.Count);
    }
}
