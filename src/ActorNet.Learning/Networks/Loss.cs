namespace ActorNet.Learning.Networks;

/// <summary>The cost of one sample, in double precision; each sum starts with 0 and follows the order of the outputs.</summary>
internal static class Loss
{
    /// <summary>½ Σ (a - y)², the difference rounded to float.</summary>
    public static double Quadratic(ReadOnlySpan<float> a, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            double difference = a[k] - y[k];
            sum += difference * difference;
        }

        return 0.5 * sum;
    }

    /// <summary>Σ softplus(z) - y·z, which is -Σ [y ln σ(z) + (1 - y) ln(1 - σ(z))].</summary>
    public static double CrossEntropy(ReadOnlySpan<float> z, ReadOnlySpan<float> softplus, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var k = 0; k < z.Length; k++)
            sum += softplus[k] - (double)y[k] * z[k];
        return sum;
    }

    /// <summary>Σ y·(logSum - (z - max)), which is -Σ y ln softmax(z).</summary>
    public static double NegativeLogLikelihood(ReadOnlySpan<float> z, float max, float logSum, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var k = 0; k < z.Length; k++)
            sum += y[k] * (logSum - ((double)z[k] - max));
        return sum;
    }
}
