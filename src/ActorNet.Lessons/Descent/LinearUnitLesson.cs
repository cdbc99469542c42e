using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Descent;

internal sealed class LinearUnitLesson : ILesson
{
    private static readonly int[] TableEpochs = [0, 1, 2, 5, 10, 20, 50, 100, 200];

    public string Name => "linear-unit";

    public string Summary => "Gradient descent on a linear unit, for all points at once and for one at a time, reaches the same minimum.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        var minimum = LeastSquares.Of(LinearUnit.Points);
        var minCost = LinearUnit.CostOf([(float)minimum.W, (float)minimum.B]);
        WriteMinimum(page, minimum, minCost);
        var full = LinearUnit.Train(LinearUnit.FullBatch);
        var incremental = LinearUnit.Train(LinearUnit.Incremental);
        WriteDescents(page, full, incremental);
        WriteEnd(page, minimum, minCost, full[^1], incremental[^1]);
        return Task.CompletedTask;
    }

    private static void WriteMinimum(ILessonPage page, LeastSquares minimum, double minCost)
    {
        page.BeginStep("The unit, its cost, and the minimum in closed form");
        page.Text(
            "A linear unit outputs its weighted input: o = wx + b. Its cost over these ten points is a bowl over the plane of w and b, "
            + "with one minimum in closed form. So we can watch gradient descent find a minimum that we know.");
        var (x, t) = (LinearUnit.Points.Features!.Value, LinearUnit.Points.Targets!.Value);
        page.Table(["", .. Enumerable.Range(1, x.Length).Select(i => NumberFormat.Of(i))], [["x", .. Row(x)], ["t", .. Row(t)]]);
        page.Formula(
            "E(w, b) = 1/n Σ ½(t − o)²",
            $"w* = Σ(x − x̄)(t − t̄) / Σ(x − x̄)² = {NumberFormat.Of(minimum.W, 6)}",
            $"b* = t̄ − w*x̄ = {NumberFormat.Of(minimum.B, 6)}",
            $"E(w*, b*) = {NumberFormat.Of(minCost, 6)}");
    }

    private static IEnumerable<string> Row(ReadOnlyMemory<float> values) => values.ToArray().Select(value => NumberFormat.Of(value, 2));

    private static void WriteDescents(ILessonPage page, IReadOnlyList<LinearUnit.Epoch> full, IReadOnlyList<LinearUnit.Epoch> incremental)
    {
        page.BeginStep("The delta rule, full batch and incremental");
        page.Text(
            "The gradient of E says how to change w and b. Full-batch gradient descent adds the corrections of all points and takes one "
            + "step per epoch, straight down the bowl. Incremental descent corrects after each point, in an order that is reshuffled every "
            + "epoch: ten steps per epoch, downhill on average, since each point pulls its own way. With a fixed η it would never come to "
            + "rest; here η falls to 0 along half a cosine.");
        page.Formula(
            "full batch:   Δw = η·1/n Σ (t − o)x,  Δb = η·1/n Σ (t − o),  η = 0.1",
            "incremental:  Δw = η(t − o)x,         Δb = η(t − o),         η = 0.1 · ½(1 + cos(π·step / 2000))");
        page.Table(
            ["epoch", "w, full batch", "b", "E", "w, incremental", "b", "E"],
            TableEpochs.Select(epoch => (IReadOnlyList<string>)
                [NumberFormat.Of(epoch), .. Numbers(full[epoch]), .. Numbers(incremental[epoch])]));
        page.Chart(new LineChart(
            "Cost of a linear unit", "epoch", "E", [Curve("full batch", full), Curve("incremental", incremental)])
            {
                IsLogarithmic = true, HasIntegerX = true,
            });
    }

    private static IEnumerable<string> Numbers(LinearUnit.Epoch epoch) =>
        [NumberFormat.Of(epoch.W, 6), NumberFormat.Of(epoch.B, 6), NumberFormat.Of(epoch.Cost, 6)];

    private static ChartLine Curve(string name, IReadOnlyList<LinearUnit.Epoch> epochs) =>
        new(name, [.. epochs.Take(51).Select(epoch => (double)epoch.Number)], [.. epochs.Take(51).Select(epoch => epoch.Cost)]);

    private static void WriteEnd(
        ILessonPage page, LeastSquares minimum, double minCost, LinearUnit.Epoch full, LinearUnit.Epoch incremental)
    {
        page.BeginStep("The same minimum");
        page.Table(
            ["", "w", "b", "E"],
            [
                ["closed form", NumberFormat.Of(minimum.W, 6), NumberFormat.Of(minimum.B, 6), NumberFormat.Of(minCost, 6)],
                ["full batch", .. Numbers(full)],
                ["incremental", .. Numbers(incremental)],
            ]);
        page.Text(
            "A bowl has one lowest point, and every descent with small enough steps ends there. Networks with hidden layers have no closed "
            + "form, but they descend by the same gradients.");
    }
}
