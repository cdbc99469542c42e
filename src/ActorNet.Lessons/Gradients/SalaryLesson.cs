using ActorNet.Lessons.Engine;
using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Gradients;

internal sealed class SalaryLesson : ILesson
{
    private static readonly int[] TableIterations = [0, 1, 2, 10, 100, 500];
    private static readonly string[] ParameterNames =
        ["W¹₁₁", "W¹₁₂", "W¹₁₃", "W¹₂₁", "W¹₂₂", "W¹₂₃", "b¹₁", "b¹₂", "b¹₃", "W²₁", "W²₂", "W²₃", "b²"];

    public string Name => "salary";

    public string Summary => "A 2 x 3 x 1 network learns salaries, with hand-written deltas and with the engine: the same bits.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        WriteData(page);
        WriteFeedforward(page);
        var (byHand, byEngine) = (SalaryTraining.ByHand(), SalaryTraining.ByEngine());
        WriteTraining(page, byHand, byEngine);
        WritePredictions(page, byEngine[^1]);
        return Task.CompletedTask;
    }

    private static void WriteData(ILessonPage page)
    {
        page.BeginStep("The data, scaled");
        page.Text(
            "Eight people: years of study, years of experience, and the salary in thousands a year. A sigmoid outputs numbers from 0 to 1, "
            + "and inputs of similar size learn at a similar pace, so each column is divided by roughly its maximum: 20 years, 40 years, "
            + "100 thousand.");
        page.Table(
            ["study", "experience", "salary", "x₁", "x₂", "y"],
            SalaryData.People.Select(person =>
            {
                var x = SalaryData.Scale(person.Study, person.Experience);
                return (IReadOnlyList<string>)
                [
                    NumberFormat.Of(person.Study), NumberFormat.Of(person.Experience), NumberFormat.Of(person.Salary),
                    NumberFormat.Of(x[0]), NumberFormat.Of(x[1]), NumberFormat.Of(person.Salary / SalaryData.MaxSalary, 2),
                ];
            }));
    }

    private static void WriteFeedforward(ILessonPage page)
    {
        page.BeginStep("The forward pass, in four equations");
        page.Text("For the first person, with the initial weights:");
        var x = SalaryData.Scale(SalaryData.People[0].Study, SalaryData.People[0].Experience);
        var start = SalaryData.Start;
        var (z1, a1, z2, a2) = new SalaryNetwork(start).Forward(x);
        page.Formula(
            $"x  = {NumberFormat.Vector(x)}",
            $"W¹ = {NumberFormat.Vector(start[..3], 1)}, b¹ = {NumberFormat.Vector(start[6..9], 1)}",
            $"     {NumberFormat.Vector(start[3..6], 1)}",
            $"W² = {NumberFormat.Vector(start[9..12], 1)}ᵀ, b² = {NumberFormat.Of(start[12], 1)}",
            "",
            $"z¹ = xW¹ + b¹  = {NumberFormat.Vector(z1)}",
            $"a¹ = σ(z¹)     = {NumberFormat.Vector(a1)}",
            $"z² = a¹W² + b² = {NumberFormat.Of(z2)}",
            $"a² = σ(z²)     = {NumberFormat.Of(a2)}, where y = {NumberFormat.Of(SalaryData.People[0].Salary / SalaryData.MaxSalary, 2)}");
        var engine = LayerValues.Of(SalaryData.Spec.Network, start, x);
        page.Text($"The engine computes z¹ = {NumberFormat.Vector(engine.Z[0])} and a² = {NumberFormat.Of(engine.A[2][0])}.");
    }

    private static void WriteTraining(ILessonPage page, IReadOnlyList<float[]> byHand, IReadOnlyList<float[]> byEngine)
    {
        page.BeginStep("500 iterations of backpropagation");
        page.Text(
            "An iteration adds the gradients of all eight samples and takes one step with η = 10. The error at the output is propagated "
            + "back through W² to the hidden layer:");
        page.Formula(
            "J = 1/n Σ ½(a² − y)²",
            "δ² = (a² − y) · a²(1 − a²)              ∂J/∂W² = 1/n Σ a¹ᵀδ²,  ∂J/∂b² = 1/n Σ δ²",
            "δ¹ = (δ²·W²ᵀ) ∘ a¹ ∘ (1 − a¹)           ∂J/∂W¹ = 1/n Σ xᵀδ¹,   ∂J/∂b¹ = 1/n Σ δ¹",
            "W ← W − η ∂J/∂W,  b ← b − η ∂J/∂b");
        var costs = byEngine.Select(CostOf).ToList();
        page.Table(
            ["iteration", "J", "W¹₁₁ by hand", "W¹₁₁ by the engine", "W²₁ by hand", "W²₁ by the engine"],
            TableIterations.Select(i => (IReadOnlyList<string>)
            [
                NumberFormat.Of(i), NumberFormat.Of(costs[i], 6), NumberFormat.Of(byHand[i][0], 6), NumberFormat.Of(byEngine[i][0], 6),
                NumberFormat.Of(byHand[i][9], 6), NumberFormat.Of(byEngine[i][9], 6),
            ]));
        page.Chart(new LineChart(
            "Cost over 500 iterations", "iteration", "J",
            [new ChartLine("J", [.. Enumerable.Range(0, costs.Count).Select(i => (double)i)], costs)])
        {
            IsLogarithmic = true, HasIntegerX = true,
        });
        page.Table(
            ["after 500 iterations", "by hand", "by the engine"],
            ParameterNames.Select((name, i) => (IReadOnlyList<string>)
                [name, NumberFormat.Of(byHand[^1][i], 6), NumberFormat.Of(byEngine[^1][i], 6)]));
        var equal = byHand.Zip(byEngine, (hand, engine) => hand.AsSpan().SequenceEqual(engine)).Count(isEqual => isEqual);
        page.Text(
            "The hand-written weights equal the engine's to the last bit, at the start and after every iteration: "
            + $"{equal} times out of {byEngine.Count}. They can, because the hand-written code adds and rounds in the engine's order, "
            + "which docs/law.md states; in another order they would agree to about six digits.");
        page.Formula($"SHA-256 by hand        {WeightsHash.Of(byHand[^1])}", $"SHA-256 by the engine  {WeightsHash.Of(byEngine[^1])}");
    }

    private static void WritePredictions(ILessonPage page, float[] parameters)
    {
        page.BeginStep("Predictions");
        var network = new Network(SalaryData.Spec.Network, parameters);
        page.Table(
            ["study", "experience", "salary", "prediction"],
            SalaryData.People.Select(person => (IReadOnlyList<string>)
            [
                NumberFormat.Of(person.Study), NumberFormat.Of(person.Experience), NumberFormat.Of(person.Salary),
                NumberFormat.Of(Salary(network, person.Study, person.Experience), 1),
            ]));
        page.Text(
            "For a person who is not in the data, with 14 years of study and 10 of experience, the network predicts "
            + $"{NumberFormat.Of(Salary(network, 14, 10), 1)} thousand a year.");
    }

    private static float Salary(Network network, int study, int experience) =>
        SalaryData.MaxSalary * network.Predict(SalaryData.Scale(study, experience))[0];

    private static double CostOf(float[] parameters) => new Network(SalaryData.Spec.Network, parameters).Evaluate(SalaryData.Samples).Loss;
}
