using ActorNet.Learning.Optimizers;
using ActorNet.Lessons.Pages;
using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Descent;

/// <summary>The ball in the valley.</summary>
internal sealed class DescentLesson : ILesson
{
    private const int Steps = 60;
    private const int RateSteps = 20;
    private const int Epochs = 60;
    private const int ContourPoints = 90;
    private const float NoisyRate = 0.4f;

    private static readonly double[] ContourCosts = [0.01, 0.05, 0.13, 0.27, 0.5];
    private static readonly int[] ToldRateSteps = [0, 1, 2, 5, 10, 20];
    private static readonly int[] ToldSteps = [10, 30, 60];
    private static readonly int[] ToldEpochs = [15, 30, 45, 60];

    /// <summary>The five rules, each with a learning rate that suits it here.</summary>
    internal static IReadOnlyList<(string Name, OptimizerSpec Spec)> Optimizers { get; } =
    [
        ("gradient descent", new OptimizerSpec(OptimizerKind.Sgd, 0.8f)),
        ("momentum", new OptimizerSpec(OptimizerKind.Momentum, 0.3f) { Momentum = 0.8f }),
        ("Nesterov", new OptimizerSpec(OptimizerKind.Nesterov, 0.3f) { Momentum = 0.8f }),
        ("AdaGrad", new OptimizerSpec(OptimizerKind.Adagrad, 1)),
        ("Adam", new OptimizerSpec(OptimizerKind.Adam, 0.2f)),
    ];

    /// <summary>Three learning rates of plain gradient descent.</summary>
    internal static IReadOnlyList<(string Name, float Rate)> Rates { get; } = [("too low", 0.05f), ("right", 0.9f), ("too high", 1.0f)];

    /// <summary>Four schedules.</summary>
    internal static IReadOnlyList<LearningRateSchedule> Schedules { get; } =
    [
        LearningRateSchedule.Constant, new(ScheduleKind.Step, 15, 0.3), new(ScheduleKind.Exponential, 1, 0.93), LearningRateSchedule.Cosine,
    ];

    /// <inheritdoc/>
    public string Name => "descent";

    /// <inheritdoc/>
    public string Summary => "A ball in a valley: learning rates, momentum, Nesterov, AdaGrad, Adam, and annealing on one surface.";

    /// <inheritdoc/>
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
            "The cost of a linear unit o = wx + b over two points, x = 0.6 and 1.4 on the line t = x + ½, is a valley over the plane of w and b. It is "
            + "steep across and nearly flat along, as costs of real networks are. The ball starts high on a wall, at w = −1.5, b = 2, where C = "
            + $"{NumberFormat.Of(Valley.CostAt(Valley.Start))}, and should come to rest at w = 1, b = 0.5, where C = 0.");
        page.Formula(
            "C(w, b) = 1/2 Σ ½(t − o)² = ½ eᵀHe,  e = (w − 1, b − ½)",
            $"H = [mean x², mean x; mean x, 1] = [{NumberFormat.Of(meanSquare, 2)}, {NumberFormat.Of(mean, 2)}; {NumberFormat.Of(mean, 2)}, 1.00]",
            $"curvature across {NumberFormat.Of(across, 3)}, along {NumberFormat.Of(along, 3)}: {NumberFormat.Of(across / along, 0)} to 1");
    }

    private static void WriteRates(ILessonPage page)
    {
        var (across, _) = Valley.Curvatures;
        page.BeginStep("The learning rate: too low, right, too high");
        page.Text(
            "Plain gradient descent goes against the slope. Across the valley a step multiplies the distance from the middle by 1 − α·2.083: above α = 2 / "
            + $"2.083 = {NumberFormat.Of(2 / across, 2)} each step lands higher on the other wall than it began. The "
            + $"thin rings in the pictures are where C is {string.Join(", ", ContourCosts.Select(cost => NumberFormat.Of(cost, 2)))}.");
        page.Formula("V := −α ∂C/∂θ,  θ := θ + V");
        var paths = Rates.Select(rate => Valley.Roll(new OptimizerSpec(OptimizerKind.Sgd, rate.Rate), RateSteps)).ToList();
        page.Table(
            ["step", .. Rates.Select(rate => $"C, α = {NumberFormat.Of(rate.Rate, 2)} ({rate.Name})")],
            ToldRateSteps.Select(step =>
                (IReadOnlyList<string>)[NumberFormat.Of(step), .. paths.Select(path => NumberFormat.Of(Valley.CostAt(path[step])))]));
        // The way that goes far would cover the others.
        page.Chart(Map(
            "Gradient descent with three learning rates", Rates.Select(rate => $"α = {NumberFormat.Of(rate.Rate, 2)}, {rate.Name}").Reverse(), paths.AsEnumerable().Reverse()));
    }

    private static void WriteOptimizers(ILessonPage page)
    {
        page.BeginStep("Five rules on one surface");
        page.Text(
            "A ball with momentum keeps a part μ of its velocity: it swings across less than it gains along. Nesterov's also looks at the slope where the "
            + "velocity is about to take it, and so overshoots less. AdaGrad divides each parameter's step by the root of all its squared slopes so far, and "
            + "Adam by the root of a running mean of them, after averaging the slope itself. Here μ = 0.8, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸.");
        page.Formula(
            "momentum  V := μV − αg,  θ := θ + V",
            "Nesterov  V := μV − αg,  θ := θ + μV − αg",
            "AdaGrad   G := G + g²,  θ := θ − αg / (√G + ε)",
            "Adam      m := β₁m + (1 − β₁)g,  v := β₂v + (1 − β₂)g²,  θ := θ − α·m̂ / (√v̂ + ε)");
        var paths = Optimizers.Select(optimizer => Valley.Roll(optimizer.Spec, Steps)).ToList();
        page.Table(
            ["rule", "α", "C after 10 steps", "after 30", "after 60", "steps until C < 0.001"],
            Optimizers.Zip(paths, (optimizer, path) => (IReadOnlyList<string>)
            [
                optimizer.Name, NumberFormat.Of(optimizer.Spec.LearningRate, 2), .. ToldSteps.Select(step => NumberFormat.Of(Valley.CostAt(path[step]), 6)),
                StepsUntil(path, 0.001) is { } steps ? NumberFormat.Of(steps) : "more than 60",
            ]));
        page.Chart(Map("Five optimizers in one valley", Optimizers.Select(optimizer => optimizer.Name), paths));
        page.Chart(new LineChart(
            "Cost on the way", "step", "C", [.. Optimizers.Zip(paths, (optimizer, path) => Curve(optimizer.Name, [.. path.Select(Valley.CostAt)]))])
        {
            IsLogarithmic = true, HasIntegerX = true,
        });
    }

    private static void WriteAnnealing(ILessonPage page)
    {
        page.BeginStep("Annealing");
        page.Text(
            "Now four points, ¼ above and below the line, and a step for each alone, as with minibatches of 1: the same valley, but every point pushes the "
            + "ball past the bottom. With a constant rate it never rests. If the rate falls, it first covers ground and then settles; where it falls too "
            + "soon, as with exponential:0.93 here, the ball freezes on its way.");
        var paths = Schedules.Select(schedule => Valley.RollInNoise(schedule, NoisyRate, Epochs)).ToList();
        page.Table(
            ["schedule", "α at the start", "C after 15 epochs", "after 30", "after 45", "after 60"],
            Schedules.Zip(paths, (schedule, path) => (IReadOnlyList<string>)
                [schedule.ToString(), NumberFormat.Of(NoisyRate, 2), .. ToldEpochs.Select(epoch => NumberFormat.Of(Valley.CostAt(path[epoch]), 6))]));
        page.Chart(new LineChart(
            "Noisy descent with four schedules", "epoch", "C", [.. Schedules.Zip(paths, (schedule, path) => Curve(schedule.ToString(), [.. path.Select(Valley.CostAt)]))])
        {
            IsLogarithmic = true, HasIntegerX = true,
        });
    }

    /// <summary>The first step after which the cost stays below a value; null where there is none.</summary>
    internal static int? StepsUntil(IReadOnlyList<float[]> path, double cost)
    {
        var steps = path.Count;
        while (steps > 0 && Valley.CostAt(path[steps - 1]) < cost)
            steps--;
        return steps < path.Count ? steps : null;
    }

    private static LineChart Map(string title, IEnumerable<string> names, IEnumerable<IReadOnlyList<float[]>> paths)
    {
        var contours = ContourCosts.Select(cost =>
        {
            var points = Valley.Contour(cost, ContourPoints).ToList();
            return new ChartLine("", points.ConvertAll(point => point.W), points.ConvertAll(point => point.B));
        });
        var ways = names.Zip(paths, (name, path) =>
            new ChartLine(name, [.. path.Select(point => (double)point[0])], [.. path.Select(point => (double)point[1])]) { HasMarkers = true });
        var bottom = new ChartLine("the bottom, C = 0", [Valley.Bottom[0]], [Valley.Bottom[1]]) { HasMarkers = true };
        return new LineChart(title, "w", "b", [.. contours, .. ways, bottom]) { HasEqualScales = true };
    }

    private static ChartLine Curve(string name, List<double> costs) => new(name, [.. Enumerable.Range(0, costs.Count).Select(i => (double)i)], costs);
}
