namespace ActorNet.Lessons.Perceptrons;

/// <summary>Any boolean function as a network of two layers of perceptrons.</summary>
internal static class TruthTable
{
    /// <summary>
    /// Each hidden unit stands for one row of the table: its weights are 1 where the row has a 1 and −1 where it has a 0, and its bias
    /// makes z ½ for that row and at most −½ for all others. The output's weights are the table itself, with bias −½.
    /// </summary>
    /// <param name="outputs">The function's value, 0 or 1, for each input in the order of <see cref="Perceptron.BinaryInputs"/>; their
    /// number is a power of 2.</param>
    public static Network NetworkOf(IReadOnlyList<int> outputs)
    {
        var inputs = int.Log2(outputs.Count);
        var rows = Perceptron.BinaryInputs(inputs).ToList();
        var spec = new NetworkSpec(new LayerWidths(inputs, rows.Count, 1))
        {
            HiddenActivation = Activation.Heaviside,
            OutputActivation = Activation.Heaviside,
            Cost = Cost.Quadratic,
        };
        var hiddenWeights = Enumerable.Range(0, inputs).SelectMany(i => rows.Select(row => row[i] == 1 ? 1f : -1f));
        var hiddenBiases = rows.Select(row => 0.5f - row.Sum());
        return new Network(spec, [.. hiddenWeights, .. hiddenBiases, .. outputs.Select(value => (float)value), -0.5f]);
    }
}
