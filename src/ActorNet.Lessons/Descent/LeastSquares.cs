namespace ActorNet.Lessons.Descent;

/// <summary>
/// The line o = wx + b with the least squared error, in closed form: w = Σ(x − x̄)(t − t̄) / Σ(x − x̄)², b = t̄ − w·x̄ (Gauss, 1809).
/// </summary>
internal sealed record LeastSquares(double W, double B)
{
    /// <summary>Each sample has one feature and one target; at least two features must differ.</summary>
    public static LeastSquares Of(SampleSet samples)
    {
        var x = samples.Features!.Value.Span;
        var t = samples.Targets!.Value.Span;
        double meanX = 0, meanT = 0;
        for (var i = 0; i < samples.Count; i++)
            (meanX, meanT) = (meanX + x[i] / (double)samples.Count, meanT + t[i] / (double)samples.Count);
        double products = 0, squares = 0;
        for (var i = 0; i < samples.Count; i++)
        {
            products += (x[i] - meanX) * (t[i] - meanT);
            squares += (x[i] - meanX) * (x[i] - meanX);
        }

        var w = products / squares;
        return new LeastSquares(w, meanT - w * meanX);
    }
}
