using ActorNet.Learning.Networks;
using ActorNet.Lessons.Perceptrons;

namespace ActorNet.Lessons.Tests.Perceptrons;

public class GateTests
{
    [Fact]
    public void Weights_minus_two_and_bias_three_are_a_NAND_gate()
    {
        Assert.Equal([-2f, -2f], HalfAdder.Nand.Weights);
        Assert.Equal(3, HalfAdder.Nand.Bias);
        Assert.Equal([1, 1, 1, 0], Perceptron.BinaryInputs(2).Select(HalfAdder.Nand.Decide));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Half_adder_adds(int x1, int x2)
    {
        var gates = HalfAdder.Add(x1, x2);
        Assert.Equal(x1 + x2, 2 * gates.Carry + gates.Sum);
        Assert.Equal((x1 ^ x2, x1 & x2), (gates.Sum, gates.Carry));
        Assert.Equal(1 - (x1 & x2), gates.First);
    }

    /// <summary>All 4 + 16 + 256 functions of one, two and three inputs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Two_layers_of_perceptrons_compute_every_boolean_function(int inputs)
    {
        var rows = Perceptron.BinaryInputs(inputs).ToList();
        for (var function = 0; function < 1 << rows.Count; function++)
        {
            var table = Enumerable.Range(0, rows.Count).Select(row => function >> row & 1).ToArray();
            var network = TruthTable.NetworkOf(table);
            Assert.Equal(table, rows.Select(row => (int)network.Predict(row)[0]));
        }
    }
}
