using System.Globalization;
using ScottPlot.TickGenerators;

namespace ActorNet.Pictures.Charts;

/// <summary>Ticks of a logarithmic axis: at powers of ten, and over few decades also at 2 and 5 times these.</summary>
internal static class LogarithmicTicks
{
    private const int FewDecades = 3;

    /// <param name="values">The values; non-positive and non-finite ones are ignored.</param>
    /// <returns>Ticks at the decimal logarithms of round numbers.</returns>
    public static NumericManual Of(IEnumerable<double> values)
    {
        var exponents = values.Where(value => value > 0 && double.IsFinite(value)).Select(Math.Log10).DefaultIfEmpty(0).ToList();
        var (first, last) = ((int)Math.Floor(exponents.Min()), (int)Math.Ceiling(exponents.Max()));
        int[] factors = last - first <= FewDecades ? [1, 2, 5] : [1];
        var ticks = new NumericManual();
        for (var exponent = first; exponent <= last; exponent++)
            foreach (var factor in factors)
                ticks.AddMajor(exponent + Math.Log10(factor), LabelOf(factor, exponent));
        return ticks;
    }

    private static string LabelOf(int factor, int exponent) =>
        exponent is < -4 or > 5
            ? string.Create(CultureInfo.InvariantCulture, $"{factor}e{exponent}")
            : (factor * Math.Pow(10, exponent)).ToString("0.####", CultureInfo.InvariantCulture);
}
