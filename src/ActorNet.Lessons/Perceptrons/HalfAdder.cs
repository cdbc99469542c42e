namespace ActorNet.Lessons.Perceptrons;

/// <summary>
/// Adds two bits with NAND gates alone, each of them a perceptron (Nielsen, "Neural Networks and Deep Learning", chapter 1).
/// </summary>
internal static class HalfAdder
{
    public static Perceptron Nand { get; } = new([-2, -2], 3);

    /// <summary>The outputs of the five gates: Sum is x₁ XOR x₂, Carry is x₁ AND x₂.</summary>
    public static (int First, int Left, int Right, int Sum, int Carry) Add(int x1, int x2)
    {
        var first = Gate(x1, x2);
        var (left, right) = (Gate(x1, first), Gate(x2, first));
        return (first, left, right, Gate(left, right), Gate(first, first));
    }

    private static int Gate(int x1, int x2) => Nand.Decide([x1, x2]);
}
