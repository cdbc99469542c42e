using ActorNet.Learning.Optimizers;
using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Descent;

internal sealed class DescentLesson : ILesson
{
    private const int Steps = 60;
    private const int RateSteps = 20;
    private const int Epochs = 60;
    private const int ContourPoints = 90;
    private const float NoisyRate = 0.4f;

    private static readonly double[] ContourCosts = [0.01, 0.05, 0.13, 0.27, 0.5];
    private static readonly int[] TableRateSteps = [0, 1, 2, 5, 10, 20];
    private static readonly int[] TableSteps = [10, 30, 60];
    private static readonly int[] TableEpochs = [15, 30, 45, 60];

    /// <summary>Five update rules, each with a learning rate that suits this surface.</summary>
    internal static IReadOnlyList<(string Name, OptimizerSpec Spec)> Optimizers { get; } =
    [
        ("gradient descent", new OptimizerSpec(OptimizerKind.Sgd, 0.8f)),
        ("momentum", new OptimizerSpec(OptimizerKind.Momentum, 0.3f) { Momentum = 0.8f }),
        ("Nesterov", new OptimizerSpec(OptimizerKind.Nesterov, 0.3f) { Momentum = 0.8f }),
        ("AdaGrad", new OptimizerSpec(OptimizerKind.Adagrad, 1)),
        ("Adam", new OptimizerSpec(OptimizerKind.Adam, 0.2f)),
    ];

    internal static IReadOnlyList<(string Name, float Rate)> Rates { get; } = [("too low", 0.05f), ("right", 0.9f), ("too high", 1.0f)];

    internal static IReadOnlyList<LearningRateSchedule> Schedules { get; } =
    [
        LearningRateSchedule.Constant, new(ScheduleKind.Step, 15, 0.3), new(ScheduleKind.Exponential, 1, 0.93), LearningRateSchedule.Cosine,
    ];

    public string Name => "descent";

    public string Summary => "A ball in a valley: learning rates, momentum, Nesterov, AdaGrad, Adam, and annealing on one surface.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        WriteValley(page);
        WriteRates(page);
        WriteOptimizers(page);
        WriteAnnealing(page);
        return Task.CompletedTask;
    }

    private static void WriteValley(ILessonPage page)
    {
        var ((meanSquare, mean), (across, along)) = (Valley.Hessian, Valley.Curvatures);
        page.BeginStep("The valley");
        page.Text(
            "The cost of a linear unit o = wx + b over two points, x = 0.6 and 1.4 on the line t = x + ½, is a valley over the plane of w "
            + "and b. The valley is steep across and nearly flat along, like the cost of a real network. The ball starts high on a wall, "
            + $"at w = −1.5, b = 2, where C = {NumberFormat.Of(Valley.CostAt(Valley.Start))}, and should come to rest at w = 1, b = 0.5, "
            + "where C = 0.");
        page.Formula(
            "C(w, b) = 1/2 Σ ½(t − o)² = ½ eᵀHe,  e = (w − 1, b − ½)",
            $"H = [mean x², mean x; mean x, 1] = [{NumberFormat.Of(meanSquare, 2)}, {NumberFormat.Of(mean, 2)}; "
            + $"{NumberFormat.Of(mean, 2)}, 1.00]",
            $"curvature across {NumberFormat.Of(across, 3)}, along {NumberFormat.Of(along, 3)}: {NumberFormat.Of(across / along, 0)} to 1");
    }

    private static void WriteRates(ILessonPage page)
    {
        var (across, _) = Valley.Curvatures;
        page.BeginStep("The learning rate: too low, right, too high");
        page.Text(
            "Plain gradient descent steps against the gradient. Across the valley, a step multiplies the distance from the middle by 1 − "
            + $"α·2.083: with α above 2 / 2.083 = {NumberFormat.Of(2 / across, 2)}, each step lands higher on the other wall than it "
            + "started. The thin rings in the pictures mark C = "
            + $"{string.Join(", ", ContourCosts.Select(cost => NumberFormat.Of(cost, 2)))}.");
        page.Formula("V := −α ∂C/∂θ,  θ := θ + V");
        var paths = Rates.Select(rate => Valley.Descend(new OptimizerSpec(OptimizerKind.Sgd, rate.Rate), RateSteps)).ToList();
        page.Table(
            ["step", .. Rates.Select(rate => $"C, α = {NumberFormat.Of(rate.Rate, 2)} ({rate.Name})")],
            TableRateSteps.Select(step =>
                (IReadOnlyList<string>)[NumberFormat.Of(step), .. paths.Select(path => NumberFormat.Of(Valley.CostAt(path[step])))]));
        // The longest path would cover the others, so it is drawn first.
        page.Chart(ContourChart(
            "Gradient descent with three learning rates",
            Rates.Select(rate => $"α = {NumberFormat.Of(rate.Rate, 2)}, {rate.Name}").Reverse(),
            paths.AsEnumerable().Reverse()));
    }

    private static void WriteOptimizers(ILessonPage page)
    {
        page.BeginStep("Five rules on one surface");
        page.Text(
            "A ball with momentum keeps a fraction μ of its velocity: it loses less to swings across the valley than it gains along it. "
            + "Nesterov's rule takes the gradient where the velocity is about to carry the ball, and so overshoots less. AdaGrad divides "
            + "each parameter's step by the root of the sum of its squared gradients so far; Adam divides by the root of a running mean of "
            + "them, and averages the gradient itself. Here μ = 0.8, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸.");
        page.Formula(
            "momentum  V := μV − αg,  θ := θ + V",
            "Nesterov  V := μV − αg,  θ := θ + μV − αg",
            "AdaGrad   G := G + g²,  θ := θ − αg / (√G + ε)",
            "Adam      m := β₁m + (1 − β₁)g,  v := β₂v + (1 − β₂)g²,  θ := θ − α·m̂ / (√v̂ + ε)");
        var paths = Optimizers.Select(optimizer => Valley.Descend(optimizer.Spec, Steps)).ToList();
        page.Table(
            ["rule", "α", "C after 10 steps", "after 30", "after 60", "steps until C < 0.001"],
            Optimizers.Zip(paths, (optimizer, path) => (IReadOnlyList<string>)
            [
                optimizer.Name, NumberFormat.Of(optimizer.Spec.LearningRate, 2),
                .. TableSteps.Select(step => NumberFormat.Of(Valley.CostAt(path[step]), 6)),
                StepsUntil(path, 0.001) is { } steps ? NumberFormat.Of(steps) : "more than 60",
            ]));
        page.Chart(ContourChart("Five optimizers in one valley", Optimizers.Select(optimizer => optimizer.Name), paths));
        page.Chart(new LineChart(
            "Cost on the way", "step", "C",
            [.. Optimizers.Zip(paths, (optimizer, path) => Curve(optimizer.Name, [.. path.Select(Valley.CostAt)]))])
        {
            IsLogarithmic = true, HasIntegerX = true,
        });
    }

    private static void WriteAnnealing(ILessonPage page)
    {
        page.BeginStep("Annealing");
        page.Text(
            "Now there are four points, ¼ above and below the line, and one step per point, as with minibatches of 1. The valley is the "
            + "same, but every point pushes the ball past the bottom. With a constant rate the ball never comes to rest. A falling rate "
            + "first covers the distance and then settles; if it falls too soon, as with exponential:0.93 here, the ball freezes on its "
            + "way.");
        var paths = Schedules.Select(schedule => Valley.DescendWithNoise(schedule, NoisyRate, Epochs)).ToList();
        page.Table(
            ["schedule", "α at the start", "C after 15 epochs", "after 30", "after 45", "after 60"],
            Schedules.Zip(paths, (schedule, path) => (IReadOnlyList<string>)
                [
                    schedule.ToString(), NumberFormat.Of(NoisyRate, 2),
                    .. TableEpochs.Select(epoch => NumberFormat.Of(Valley.CostAt(path[epoch]), 6)),
                ]));
        page.Chart(new LineChart(
            "Noisy descent with four schedules", "epoch", "C",
            [.. Schedules.Zip(paths, (schedule, path) => Curve(schedule.ToString(), [.. path.Select(Valley.CostAt)]))])
        {
            IsLogarithmic = true, HasIntegerX = true,
        });
    }

    /// <summary>The first step after which the cost stays below <paramref name="cost"/>; null if there is none.</summary>
    internal static int? StepsUntil(IReadOnlyList<float[]> path, double cost)
    {
        var steps = path.Count;
        while (steps > 0 && Valley.CostAt(path[steps - 1]) < cost)
            steps--;
        return steps < path.Count ? steps : null;
    }

    private static LineChart ContourChart(string title, IEnumerable<string> names, IEnumerable<IReadOnlyList<float[]>> paths)
    {
        var contours = ContourCosts.Select(cost =>
        {
            var points = Valley.Contour(cost, ContourPoints).ToList();
            return new ChartLine("", points.ConvertAll(point => point.W), points.ConvertAll(point => point.B));
        });
        var trajectories = names.Zip(paths, (name, path) =>
            new ChartLine(name, [.. path.Select(point => (double)point[0])], [.. path.Select(point => (double)point[1])])
            {
                HasMarkers = true,
            });
        var bottom = new ChartLine("the bottom, C = 0", [Valley.Bottom[0]], [Valley.Bottom[1]]) { HasMarkers = true };
        return new LineChart(title, "w", "b", [.. contours, .. trajectories, bottom]) { HasEqualScales = true };
    }

    private static ChartLine Curve(string name, List<double> costs) =>
        new(name, [.. Enumerable.Range(0, costs.Count).Select(i => (double)i)], costs);
}
