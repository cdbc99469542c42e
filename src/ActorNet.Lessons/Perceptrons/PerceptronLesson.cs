namespace ActorNet.Lessons.Perceptrons;

internal sealed class PerceptronLesson : ILesson
{
    private const float LearningRate = 0.5f;
    private const int MaxPasses = 50;

    private static readonly string[] Inputs = ["price is right", "there is time", "it is interesting"];

    /// <summary>Of price, time and interest.</summary>
    internal static IReadOnlyList<float> Weights { get; } = [1, 6, 3];

    public string Name => "perceptron";

    public string Summary => "A perceptron decides whether to go to a game, and learns to decide.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        page.Text(
            "Shall we go to the game? Three things count: the price (weight 1), the time we have (6) and how interesting the game is (3). "
            + "A perceptron adds the weights of the conditions that hold, and says yes if the sum reaches its threshold.");
        WriteDecision(page, threshold: 9);
        WriteDecision(page, threshold: 7);
        WriteBias(page);
        WriteLearning(page);
        return Task.CompletedTask;
    }

    private static void WriteDecision(ILessonPage page, float threshold)
    {
        var unit = Perceptron.WithThreshold(threshold, Weights);
        page.BeginStep($"Threshold {threshold}");
        page.Formula("o = 1 if x₁w₁ + x₂w₂ + x₃w₃ ≥ T, else 0", $"w = (1, 6, 3), T = {threshold}");
        page.Table(
            [.. Inputs, "x·w", "o"],
            Perceptron.BinaryInputs(Weights.Count).Select(x =>
                (IReadOnlyList<string>)
                [
                    .. x.Select(value => NumberFormat.Of((long)value)), NumberFormat.Of((long)(unit.WeightedInput(x) + threshold)),
                    NumberFormat.Of(unit.Decide(x)),
                ]));
        page.Text(threshold > 7
            ? "We go only if there is time and the game is interesting: a good price alone can never replace either."
            : "A lower threshold makes us more willing: now time and a good price are enough.");
    }

    private static void WriteBias(ILessonPage page)
    {
        var unit = Perceptron.WithThreshold(7, Weights);
        page.BeginStep("The threshold becomes a bias");
        page.Text(
            "With b = −T the comparison is with 0 for every threshold, and the decision is the Heaviside step of the weighted input z. All "
            + "networks are written like this: a bias is learned like a weight whose input is always 1.");
        page.Formula("z = x·w + b, b = −T = −7", "o = H(z): 1 if z ≥ 0, else 0");
        page.Table(
            ["x", "z", "H(z)"],
            Perceptron.BinaryInputs(Weights.Count).Select(x =>
                (IReadOnlyList<string>)
                    [$"({string.Join(", ", x)})", NumberFormat.Of((long)unit.WeightedInput(x)), NumberFormat.Of(unit.Decide(x))]));
    }

    private static void WriteLearning(ILessonPage page)
    {
        var teacher = Perceptron.WithThreshold(7, Weights);
        var samples = Perceptron.BinaryInputs(Weights.Count).Select(x => (X: x, Target: teacher.Decide(x))).ToList();
        page.BeginStep("Learning the decision");
        page.Text(
            "The weights can be learned. Starting from zeros, the unit sees all eight cases in turn. If its answer is wrong, its weights "
            + "move by the input, times η, towards the right answer. Since a plane separates the two answers, the rule ends with a unit "
            + "that makes no mistake; its weights may differ from ours.");
        page.Formula("w ← w + η(t − o)x", "b ← b + η(t − o)", $"η = {NumberFormat.Of(LearningRate, 1)}");
        page.Table(
            ["pass", "mistakes", "w₁", "w₂", "w₃", "b"],
            PerceptronRule.Run(new Perceptron([0, 0, 0], 0), samples, LearningRate, MaxPasses).Select(pass =>
                (IReadOnlyList<string>)
                [
                    NumberFormat.Of(pass.Number), NumberFormat.Of(pass.Mistakes), .. pass.Unit.Weights.Select(w => NumberFormat.Of(w, 1)),
                    NumberFormat.Of(pass.Unit.Bias, 1),
                ]));
    }
}
