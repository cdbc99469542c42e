using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Descent;

/// <summary>
/// The cost of a linear unit o = wx + b over two points is a valley over the plane of w and b: C = ½ eᵀHe with e = (w − w*, b − b*) and
/// H = [[mean x², mean x], [mean x, 1]]. With x = 0.6 and 1.4 it is 27 times as steep across as along, and oblique to both axes.
/// </summary>
internal static class Valley
{
    /// <summary>(w, b) at the bottom, where C = 0.</summary>
    public static readonly float[] Bottom = [1, 0.5f];

    /// <summary>(w, b) where the ball starts, high on a wall.</summary>
    public static readonly float[] Start = [-1.5f, 2];

    private static readonly NetworkSpec Unit = new(new LayerWidths(1, 1)) { OutputActivation = Activation.Identity, Cost = Cost.Quadratic };

    private static readonly float[] X = [0.6f, 1.4f];

    /// <summary>Two points on the line t = x + ½.</summary>
    public static SampleSet Points { get; } = SampleSet.FromValues(X, 1, [.. X.Select(x => Bottom[0] * x + Bottom[1])], 1);

    /// <summary>Points ¼ above and below the line: the same valley, but the gradient of a single point misleads.</summary>
    public static SampleSet NoisyPoints { get; } = SampleSet.FromValues(
        [.. X, .. X], 1, [.. X.Select(x => Bottom[0] * x + Bottom[1] + 0.25f), .. X.Select(x => Bottom[0] * x + Bottom[1] - 0.25f)], 1);

    /// <summary>mean x² and mean x: H is [[MeanSquare, Mean], [Mean, 1]].</summary>
    public static (double MeanSquare, double Mean) Hessian { get; } = (X.Average(x => (double)x * x), X.Average(x => (double)x));

    /// <summary>The largest and the smallest curvature: the eigenvalues of H.</summary>
    public static (double Across, double Along) Curvatures
    {
        get
        {
            var (meanSquare, mean) = Hessian;
            var root = Math.Sqrt((meanSquare - 1) * (meanSquare - 1) + 4 * mean * mean);
            return ((meanSquare + 1 + root) / 2, (meanSquare + 1 - root) / 2);
        }
    }

    /// <summary>The path of the ball with full-batch steps: (w, b) at the start and after every step.</summary>
    public static IReadOnlyList<float[]> Descend(OptimizerSpec optimizer, int steps)
    {
        var spec = new TrainingSpec(Unit) { Optimizer = optimizer, BatchSize = Points.Count, Epochs = steps };
        return [.. ParameterTrajectory.Train(spec, Points, Start)];
    }

    /// <summary>The path of the ball with one step per noisy point: (w, b) at the start and after every epoch of four steps.</summary>
    public static IReadOnlyList<float[]> DescendWithNoise(LearningRateSchedule schedule, float learningRate, int epochs)
    {
        var spec = new TrainingSpec(Unit)
        {
            Optimizer = new OptimizerSpec(OptimizerKind.Sgd, learningRate), Schedule = schedule, BatchSize = 1, Epochs = epochs,
        };
        return [.. ParameterTrajectory.Train(spec, NoisyPoints, Start).Where((_, step) => step % NoisyPoints.Count == 0)];
    }

    /// <summary>C at (w, b), computed by the engine.</summary>
    public static double CostAt(float[] parameters) => new Network(Unit, parameters).Evaluate(Points).Loss;

    /// <summary>
    /// The ellipse on which C equals <paramref name="cost"/>, as a closed line of points (w, b): with H = LLᵀ, e = √(2C)·L⁻ᵀ(cos φ, sin φ).
    /// </summary>
    public static IEnumerable<(double W, double B)> Contour(double cost, int points)
    {
        var (meanSquare, mean) = Hessian;
        var l11 = Math.Sqrt(meanSquare);
        var l21 = mean / l11;
        var l22 = Math.Sqrt(1 - l21 * l21);
        for (var i = 0; i <= points; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * i / points);
            var b = Math.Sqrt(2 * cost) * sin / l22;
            var w = (Math.Sqrt(2 * cost) * cos - l21 * b) / l11;
            yield return (Bottom[0] + w, Bottom[1] + b);
        }
    }
}
