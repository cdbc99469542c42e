namespace ActorNet.Lessons.Perceptrons;

/// <summary>
/// The perceptron training rule, w ← w + η(t − o)x and b ← b + η(t − o): what is wrong moves towards what is right, and what is right stays
/// (Rosenblatt, 1962). It ends where the classes can be separated by a plane.
/// </summary>
internal static class PerceptronRule
{
    /// <summary>The state after a pass over the samples.</summary>
    /// <param name="Number">The pass, from 1.</param>
    /// <param name="Unit">The unit after it.</param>
    /// <param name="Mistakes">The samples it was wrong about on the way.</param>
    public sealed record Pass(int Number, Perceptron Unit, int Mistakes);

    /// <summary>Passes over the samples, in their order, until a pass makes no mistake or there were <paramref name="maxPasses"/>.</summary>
    /// <param name="unit">Where it begins.</param>
    /// <param name="samples">Inputs x and targets t, 0 or 1.</param>
    /// <param name="learningRate">η, above 0.</param>
    /// <param name="maxPasses">The most passes.</param>
    public static IEnumerable<Pass> Run(
        Perceptron unit, IReadOnlyList<(float[] X, int Target)> samples, float learningRate, int maxPasses)
    {
        for (var number = 1; number <= maxPasses; number++)
        {
            var mistakes = 0;
            foreach (var (x, target) in samples)
            {
                var error = target - unit.Decide(x);
                if (error == 0)
                    continue;
                mistakes++;
                unit = new Perceptron([.. unit.Weights.Select((w, i) => w + learningRate * error * x[i])], unit.Bias + learningRate * error);
            }

            yield return new Pass(number, unit, mistakes);
            if (mistakes == 0)
                yield break;
        }
    }
}
