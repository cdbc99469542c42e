namespace ActorNet.Lessons.Perceptrons;

internal sealed class NandLesson : ILesson
{
    private const float LearningRate = 0.5f;
    private const int MaxPasses = 50;

    private static readonly int[] Nand = [1, 1, 1, 0];
    private static readonly int[] Xor = [0, 1, 1, 0];

    public string Name => "nand";

    public string Summary => "A perceptron is a NAND gate, NAND gates add, and perceptrons compute any boolean function.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        WriteGate(page);
        WriteHalfAdder(page);
        WriteLimits(page);
        WriteAnyFunction(page);
        return Task.CompletedTask;
    }

    private static void WriteGate(ILessonPage page)
    {
        page.BeginStep("A perceptron as a NAND gate");
        page.Text("With weights −2 and −2 and bias 3, a perceptron outputs 0 only if both inputs are 1: it computes NOT (x₁ AND x₂).");
        page.Formula("z = x·w + b, w = (−2, −2), b = 3", "o = H(z): 1 if z ≥ 0, else 0");
        page.Table(
            ["x₁", "x₂", "z", "o"],
            Perceptron.BinaryInputs(2).Select(x => (IReadOnlyList<string>)
            [
                NumberFormat.Of((long)x[0]), NumberFormat.Of((long)x[1]), NumberFormat.Of((long)HalfAdder.Nand.WeightedInput(x)),
                NumberFormat.Of(HalfAdder.Nand.Decide(x)),
            ]));
    }

    private static void WriteHalfAdder(ILessonPage page)
    {
        page.BeginStep("A half adder of five NAND gates");
        page.Text(
            "Every circuit can be built from NAND gates. Five of them add two bits: the sum bit is 1 if exactly one input is 1, the carry "
            + "bit if both are. Each gate below is the perceptron above.");
        page.Formula(
            "g₁ = x₁ NAND x₂", "g₂ = x₁ NAND g₁", "g₃ = x₂ NAND g₁", "sum = g₂ NAND g₃", "carry = g₁ NAND g₁");
        page.Table(
            ["x₁", "x₂", "g₁", "g₂", "g₃", "sum", "carry", "x₁ + x₂ in binary"],
            Perceptron.BinaryInputs(2).Select(x =>
            {
                var (x1, x2) = ((int)x[0], (int)x[1]);
                var gates = HalfAdder.Add(x1, x2);
                return (IReadOnlyList<string>)
                [
                    NumberFormat.Of(x1), NumberFormat.Of(x2), NumberFormat.Of(gates.First), NumberFormat.Of(gates.Left),
                    NumberFormat.Of(gates.Right), NumberFormat.Of(gates.Sum), NumberFormat.Of(gates.Carry),
                    $"{gates.Carry}{gates.Sum}",
                ];
            }));
    }

    private static void WriteLimits(ILessonPage page)
    {
        page.BeginStep("What one perceptron cannot do");
        page.Text(
            "A perceptron can learn NAND, since a line separates its 0 from its 1s. It cannot learn the sum bit, x₁ XOR x₂: no line has "
            + "(0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other, and the training rule cycles forever. XOR needs "
            + "more than one layer.");
        page.Formula("w ← w + η(t − o)x", "b ← b + η(t − o)", $"η = {NumberFormat.Of(LearningRate, 1)}, from w = (0, 0), b = 0");
        page.Table(
            ["function", "passes", "mistakes in the last pass", "w₁", "w₂", "b"],
            [LearnedRow("NAND", Nand), LearnedRow("XOR", Xor)]);
    }

    private static IReadOnlyList<string> LearnedRow(string name, int[] targets)
    {
        var samples = Perceptron.BinaryInputs(2).Select((x, i) => (x, targets[i])).ToList();
        var last = PerceptronRule.Run(new Perceptron([0, 0], 0), samples, LearningRate, MaxPasses).Last();
        return
        [
            name, NumberFormat.Of(last.Number), NumberFormat.Of(last.Mistakes), .. last.Unit.Weights.Select(w => NumberFormat.Of(w, 1)),
            NumberFormat.Of(last.Unit.Bias, 1),
        ];
    }

    private static void WriteAnyFunction(ILessonPage page)
    {
        page.BeginStep("Any boolean function in two layers");
        page.Text(
            "Each row of the truth table gets a hidden unit that fires for that row alone. The output unit then only has to know which "
            + "rows give 1: its weights are the table. This is one network of the engine, with the Heaviside step in both layers; here it "
            + "computes XOR.");
        page.Formula(
            "hidden unit of the row r:  wᵢ = 1 where rᵢ = 1, else −1;  b = ½ − Σ rᵢ",
            "output unit:               wᵣ = the table's value in row r;  b = −½");
        var network = TruthTable.NetworkOf(Xor);
        page.Table(
            ["x₁", "x₂", "o"],
            Perceptron.BinaryInputs(2).Select(x =>
                (IReadOnlyList<string>)
                    [NumberFormat.Of((long)x[0]), NumberFormat.Of((long)x[1]), NumberFormat.Of((long)network.Predict(x)[0])]));
        page.Text(
            "So perceptrons are at least as powerful as any circuit. Their strength is not that they compute, but that they learn; and for "
            + "that the step has to become smooth.");
    }
}
