namespace ActorNet.Lessons.Perceptrons;

/// <summary>
/// The sum of two bits, from NAND gates alone, each of them a perceptron (Nielsen, "Neural Networks and Deep Learning", chapter 1).
/// </summary>
internal static class HalfAdder
{
    /// <summary>A perceptron that is a NAND gate: weights −2 and −2, bias 3.</summary>
    public static Perceptron Nand { get; } = new([-2, -2], 3);

    /// <summary>The five gates of an addition.</summary>
    /// <param name="First">x₁ NAND x₂.</param>
    /// <param name="Left">x₁ NAND the first.</param>
    /// <param name="Right">x₂ NAND the first.</param>
    /// <param name="Sum">The left NAND the right: x₁ XOR x₂.</param>
    /// <param name="Carry">The first NAND itself: x₁ AND x₂.</param>
    public sealed record Gates(int First, int Left, int Right, int Sum, int Carry);

    /// <summary>Adds two bits, each 0 or 1.</summary>
    public static Gates Add(int x1, int x2)
    {
        var first = Gate(x1, x2);
        var (left, right) = (Gate(x1, first), Gate(x2, first));
        return new Gates(first, left, right, Gate(left, right), Gate(first, first));
    }

    private static int Gate(int x1, int x2) => Nand.Decide([x1, x2]);
}
