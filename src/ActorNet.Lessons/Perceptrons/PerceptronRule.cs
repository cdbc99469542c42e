namespace ActorNet.Lessons.Perceptrons;

/// <summary>
/// The perceptron training rule, w ← w + η(t − o)x and b ← b + η(t − o): only a mistake changes the weights (Rosenblatt, 1962). It ends
/// if a plane separates the classes.
/// </summary>
internal static class PerceptronRule
{
    /// <summary>
    /// Passes over the samples in their order until a pass makes no mistake, at most <paramref name="maxPasses"/> times; returns each pass,
    /// counted from 1, with the unit after it and its mistakes. Targets are 0 or 1.
    /// </summary>
    public static IEnumerable<(int Number, Perceptron Unit, int Mistakes)> Run(
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
                unit = new Perceptron(
                    [.. unit.Weights.Select((w, i) => w + learningRate * error * x[i])], unit.Bias + learningRate * error);
            }

            yield return (number, unit, mistakes);
            if (mistakes == 0)
                yield break;
        }
    }
}
