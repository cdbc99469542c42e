using ActorNet.Coordination.Training;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;
using ActorNet.Pictures.Charts;
using ActorNet.Protocol;

namespace ActorNet.Lessons.Digits;

internal sealed class OverfittingLesson : ILesson
{
    private const int FewSamples = 200;
    private const int MoreSamples = 2_000;
    private const int ValidationSamples = 1_000;
    private const float Regularization = 0.02f;

    /// <summary>200 samples for 79,510 parameters.</summary>
    internal static TrainingSpec Plain { get; } = new(new NetworkSpec(new LayerWidths(784, 100, 10)))
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.1f), BatchSize = 10, Epochs = 40,
        TrainSamples = FewSamples, ValidationSamples = ValidationSamples,
    };

    internal static TrainingSpec Regularized { get; } = Plain with { L2 = Regularization };

    /// <summary>Ends after five epochs without improvement.</summary>
    internal static TrainingSpec EarlyStopped { get; } = Plain with { Patience = 5 };

    internal static TrainingSpec MoreData { get; } = Plain with { TrainSamples = MoreSamples };

    public string Name => "overfitting";

    public string Summary =>
        "Few samples and a big network: training and validation cost diverge; L2, early stopping and more data reduce the gap.";

    public async Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        var digits = await context.LoadDigits(cancellationToken).ConfigureAwait(false);
        Task<TrainingResult> TrainAsync(TrainingSpec spec) => LessonTraining.RunAsync(spec, digits, context, workers: 1, cancellationToken);
        var plain = await TrainAsync(Plain).ConfigureAwait(false);
        WriteOverfitting(page, digits, plain);
        var regularized = await TrainAsync(Regularized).ConfigureAwait(false);
        WriteRegularization(page, plain, regularized);
        var stopped = await TrainAsync(EarlyStopped).ConfigureAwait(false);
        WriteEarlyStopping(page, stopped);
        var more = await TrainAsync(MoreData).ConfigureAwait(false);
        WriteMoreData(page, plain, more);
        WriteComparison(page, plain, regularized, stopped, more);
    }

    private static void WriteOverfitting(ILessonPage page, Dataset digits, TrainingResult plain)
    {
        page.BeginStep("The curves diverge");
        page.Text(
            DigitSections.Describe(digits)
            + $" Here training uses only the first {FewSamples} training images, with a 784-100-10 network of ReLU and softmax and "
            + $"{NumberFormat.Of(Plain.Network.ParameterCount)} parameters; {NumberFormat.Of(ValidationSamples)} other training images are "
            + "the validation set, evaluated after every epoch.");
        page.Table(
            ["epoch", "training cost", "validation cost", "validation accuracy"],
            plain.Epochs.Where(epoch => epoch.Epoch is 1 or 2 or 5 || epoch.Epoch % 10 == 0).Select(epoch => (IReadOnlyList<string>)
                [
                    NumberFormat.Of(epoch.Epoch), NumberFormat.Of(epoch.TrainLoss), NumberFormat.Of(epoch.ValidationLoss!.Value),
                    NumberFormat.Percent(epoch.ValidationAccuracy!.Value),
                ]));
        page.Chart(new LineChart(
            $"{FewSamples} samples, {NumberFormat.Of(Plain.Network.ParameterCount)} parameters", "epoch", "mean cost per sample",
            [TrainingCurve("training", plain), ValidationCurve("validation", plain)])
        {
            HasIntegerX = true,
        });
        page.Text(
            "The training cost goes to 0: the network memorizes its samples. The validation cost is lowest after epoch "
            + $"{plain.BestEpoch} and rises from there: what the network learns now holds for these samples only by chance.");
    }

    private static void WriteRegularization(ILessonPage page, TrainingResult plain, TrainingResult regularized)
    {
        page.BeginStep("L2 regularization");
        page.Text(
            "L2 regularization adds a cost for large weights, so a weight grows only where many samples require it. Each step shrinks "
            + "every weight by the factor 1 − ηλ; biases are not regularized.");
        page.Formula($"J = C + λ/2 Σ w²,  λ = {NumberFormat.Of(Regularization, 2)}", "w ← w − η(∂C/∂w + λw)");
        page.Table(
            ["after the last epoch", "training cost", "validation cost", "gap"],
            [EndRow("without", plain), EndRow("with L2", regularized)]);
        page.Chart(new LineChart(
            "With and without L2 regularization", "epoch", "mean cost per sample",
            [
                TrainingCurve("training", plain), ValidationCurve("validation", plain), TrainingCurve("training, L2", regularized),
                ValidationCurve("validation, L2", regularized),
            ])
        {
            HasIntegerX = true,
        });
        static IReadOnlyList<string> EndRow(string name, TrainingResult result)
        {
            var (training, validation) = (result.Epochs[^1].TrainLoss, result.Epochs[^1].ValidationLoss!.Value);
            return [name, NumberFormat.Of(training), NumberFormat.Of(validation), NumberFormat.Of(validation - training)];
        }
    }

    private static void WriteEarlyStopping(ILessonPage page, TrainingResult stopped)
    {
        page.BeginStep("Early stopping");
        page.Text(
            $"Early stopping ends training when it no longer helps. With a patience of {EarlyStopped.Patience} epochs, this run ended "
            + $"after epoch {stopped.Epochs.Count} of {EarlyStopped.Epochs} and kept the weights of epoch {stopped.BestEpoch}, with a "
            + $"validation cost of {NumberFormat.Of(stopped.Epochs[stopped.BestEpoch!.Value - 1].ValidationLoss!.Value)}.");
    }

    private static void WriteMoreData(ILessonPage page, TrainingResult plain, TrainingResult more)
    {
        page.BeginStep("More data");
        page.Text(
            "More data is the best remedy, and the most expensive. The same network with "
            + $"{NumberFormat.Of(MoreSamples)} samples instead of {NumberFormat.Of(FewSamples)}:");
        page.Chart(new LineChart(
            "Few samples and more", "epoch", "mean cost per sample",
            [
                ValidationCurve($"validation, {FewSamples}", plain), TrainingCurve($"training, {NumberFormat.Of(MoreSamples)}", more),
                ValidationCurve($"validation, {NumberFormat.Of(MoreSamples)}", more),
            ])
        {
            HasIntegerX = true,
        });
    }

    private static void WriteComparison(
        ILessonPage page, TrainingResult plain, TrainingResult regularized, TrainingResult stopped, TrainingResult more)
    {
        page.BeginStep("On the test images");
        page.Text(
            "The test images took no part in training or validation. Early stopping is evaluated with the weights that it keeps, the "
            + "others with the weights after the last epoch. Early stopping lowers the cost and saves most of the epochs, but does little "
            + "for the accuracy: overfitting first spoils how confident the network is, not which digit it chooses.");
        page.Table(
            ["", "samples", "epochs", "test cost", "test accuracy"],
            [
                LastRow("plain", plain), LastRow("L2", regularized),
                Row("early stopping", stopped, stopped.TestLoss, stopped.TestAccuracy), LastRow("more data", more),
            ]);
        static IReadOnlyList<string> LastRow(string name, TrainingResult result) =>
            Row(name, result, result.Epochs[^1].TestLoss, result.Epochs[^1].TestAccuracy);
        static IReadOnlyList<string> Row(string name, TrainingResult result, double loss, double? accuracy) =>
            [
                name, NumberFormat.Of(result.Spec.TrainSamples!.Value), NumberFormat.Of(result.Epochs.Count), NumberFormat.Of(loss),
                NumberFormat.Percent(accuracy!.Value),
            ];
    }

    private static ChartLine TrainingCurve(string name, TrainingResult result) => Curve(name, result, epoch => epoch.TrainLoss);

    private static ChartLine ValidationCurve(string name, TrainingResult result) =>
        Curve(name, result, epoch => epoch.ValidationLoss!.Value);

    private static ChartLine Curve(string name, TrainingResult result, Func<EpochCompleted, double> value) =>
        new(name, [.. result.Epochs.Select(epoch => (double)epoch.Epoch)], [.. result.Epochs.Select(value)]);
}
