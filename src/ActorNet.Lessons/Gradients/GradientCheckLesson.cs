using ActorNet.Learning.Training;

namespace ActorNet.Lessons.Gradients;

internal sealed class GradientCheckLesson : ILesson
{
    private const double ErrorBound = 1e-6;

    public string Name => "gradient-check";

    public string Summary => "Backpropagation against finite differences, for every activation and every cost.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        WriteMethod(page);
        WriteSurvey(page, cancellationToken);
        WriteWrongGradient(page);
        return Task.CompletedTask;
    }

    private static void WriteMethod(ILessonPage page)
    {
        page.BeginStep("Two ways to compute one gradient");
        page.Text(
            "A network with a wrong gradient often learns too, only worse, so the gradient is checked against a method without calculus. "
            + "Each parameter is moved a little to either side, in double precision, and the change of the cost is compared with the "
            + "result of backpropagation.");
        page.Formula(
            "numeric  = (C(θ + h) − C(θ − h)) / 2h,  h = 1e−5",
            "error    = |analytic − numeric| / max(|analytic|, |numeric|, 1e−3 · the largest gradient of the block)");
        page.Text(
            "Finite differences are only as good as the point at which they are taken. So each network below has the first random "
            + "parameters at which every z is at least 0.01 away from 0, where ReLU has its kink, and every layer's weights and biases "
            + "have a gradient of at least 0.02, which rounding cannot hide.");
    }

    private static void WriteSurvey(ILessonPage page, CancellationToken cancellationToken)
    {
        page.BeginStep("Every activation and every cost");
        page.Text(
            "A 4-6-5-3 network with 83 parameters, and three samples. A row is an output activation with its cost, a column the activation "
            + "of the hidden layers; each cell is a bound on the largest relative error over all parameters. (The errors themselves are "
            + "rounding, and differ from machine to machine.)");
        var worst = 0.0;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (output, cost) in GradientSurvey.Outputs)
        {
            var row = new List<string> { $"{NameOf(output)}, {NameOf(cost)}" };
            foreach (var hidden in GradientSurvey.Hidden)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var error = GradientSurvey.Check(hidden, output, cost).LargestRelativeError;
                worst = Math.Max(worst, error);
                row.Add(BoundOf(error));
            }

            rows.Add(row);
        }

        page.Table(["output and cost", .. GradientSurvey.Hidden.Select(NameOf)], rows);
        page.Text($"The largest relative error of all {rows.Count * GradientSurvey.Hidden.Count} networks: {BoundOf(worst)}.");
    }

    private static void WriteWrongGradient(ILessonPage page)
    {
        page.BeginStep("A wrong gradient is detected");
        page.Text(
            "For softmax and negative log likelihood, δ = a − y holds only if the targets y sum to 1. With targets (1, 1, 1) the formula "
            + "is wrong, and the check detects it:");
        var network = new NetworkSpec(new LayerWidths(2, 3));
        var report = GradientCheck.Run(
            network, [0.5f, -0.2f, 0.1f, 0.3f, 0.8f, -0.6f, 0, 0.1f, -0.1f], SampleSet.FromValues([1, 0.5f], 2, [1, 1, 1], 3), 1);
        page.Table(
            ["", "largest relative error"],
            report.Blocks.Select(block => (IReadOnlyList<string>)[block.Name, NumberFormat.Of(block.LargestRelativeError, 3)]));
    }

    private static string BoundOf(double error) => error < ErrorBound ? "< 1e−6" : NumberFormat.OfAnySize(error);

    private static string NameOf(Activation activation) =>
        activation == Activation.Relu ? "ReLU" : activation.ToString().ToLowerInvariant();

    private static string NameOf(Cost cost) => cost switch
    {
        Cost.Quadratic => "quadratic",
        Cost.CrossEntropy => "cross-entropy",
        _ => "negative log likelihood",
    };
}
