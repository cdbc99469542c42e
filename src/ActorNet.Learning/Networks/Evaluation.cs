using ActorNet.Learning.Gradients;

namespace ActorNet.Learning.Networks;

/// <summary>A network's loss and accuracy on a set of samples.</summary>
/// <param name="Loss">The mean cost per sample, without regularization.</param>
/// <param name="Accuracy">The fraction of correctly classified samples; null for regression.</param>
public sealed record Evaluation(double Loss, double? Accuracy)
{
    /// <summary>Samples per slice of an evaluation: the unit that is distributed over workers.</summary>
    public const int SliceSize = 250;

    /// <summary>Creates the evaluation from the losses of its slices.</summary>
    /// <param name="sliceLosses">The summed cost of every slice, in order.</param>
    /// <param name="correct">The number of correctly classified samples.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="isClassification">Whether the targets are classes.</param>
    public static Evaluation Of(ReadOnlySpan<double> sliceLosses, int correct, int samples, bool isClassification) =>
        new(PairwiseSum(sliceLosses) / samples, isClassification ? (double)correct / samples : null);

    /// <summary>The sum by the same tree that adds gradients: node = left + right, or left alone.</summary>
    public static double PairwiseSum(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return 0;
        return SumOf(TreeNode.Root(values.Length), values);
    }

    /// <summary>The index of the largest value, the first of equal ones.</summary>
    public static int ArgMax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    private static double SumOf(TreeNode node, ReadOnlySpan<double> values)
    {
        if (node.Level == 0)
            return values[node.Index];
        var left = SumOf(new TreeNode(node.Level - 1, 2 * node.Index), values);
        var right = new TreeNode(node.Level - 1, 2 * node.Index + 1);
        return right.FirstSlice < values.Length ? left + SumOf(right, values) : left;
    }
}
