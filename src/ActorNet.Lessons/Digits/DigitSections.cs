using ActorNet.Coordination.Training;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Training;
using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Digits;

/// <summary>Sections that the lessons on digits share.</summary>
internal static class DigitSections
{
    public static string Describe(Dataset digits) =>
        $"The digits are {(digits.Name == MnistSource.Name ? "MNIST" : "generated, because MNIST is not on this machine")}: "
        + $"{NumberFormat.Of(digits.Train.Count)} training images and {NumberFormat.Of(digits.Test.Count)} test images, each of "
        + $"{digits.Train.FeatureCount} pixels from 0 to 1.";

    public static void WriteEpochs(ILessonPage page, TrainingResult result)
    {
        page.Table(
            ["epoch", "mean cost in training", "mean cost on the test images", "accuracy on the test images"],
            result.Epochs.Select(epoch => (IReadOnlyList<string>)
                [
                    NumberFormat.Of(epoch.Epoch), NumberFormat.Of(epoch.TrainLoss), NumberFormat.Of(epoch.TestLoss),
                    NumberFormat.Percent(epoch.TestAccuracy!.Value),
                ]));
        page.Chart(new LineChart(
            "Accuracy on the test images", "epoch", "accuracy, %",
            [
                new ChartLine(
                    "accuracy",
                    [.. result.Epochs.Select(epoch => (double)epoch.Epoch)],
                    [.. result.Epochs.Select(epoch => 100 * epoch.TestAccuracy!.Value)])
                {
                    HasMarkers = true,
                },
            ])
        {
            HasIntegerX = true,
        });
        page.Formula(
            $"{NumberFormat.Of(result.Steps)} steps, accuracy {NumberFormat.Percent(result.TestAccuracy!.Value)}",
            $"SHA-256 of the weights {result.WeightsSha256}");
    }

    public static void WriteParameters(ILessonPage page, TrainingSpec spec)
    {
        var widths = spec.Network.Widths;
        page.Table(
            ["layer", "weights", "biases", "parameters"],
            Enumerable.Range(1, widths.Count - 1).Select(layer =>
            {
                var (inputs, outputs) = (widths[layer - 1], widths[layer]);
                return (IReadOnlyList<string>)
                    [
                        NumberFormat.Of(layer), $"{inputs} · {outputs} = {NumberFormat.Of(inputs * outputs)}", NumberFormat.Of(outputs),
                        NumberFormat.Of((inputs + 1) * outputs),
                    ];
            }).Append(["all", "", "", NumberFormat.Of(spec.Network.ParameterCount)]));
    }
}
