using ActorNet.Data.Csv;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Tests.Csv;

public sealed class StandardizationTests
{
    [Fact]
    public void Mean_and_deviation_are_over_training_rows_only()
    {
        var table = Table([2], [4], [4], [4], [5], [5], [7], [9], [1000]);
        var scaling = Assert.Single(Standardization.Measure(table, [0, 1, 2, 3, 4, 5, 6, 7]));

        Assert.Equal((5.0, 2.0), (scaling.Mean, scaling.StandardDeviation));
        Assert.Equal([-1.5f, 497.5f], Standardization.Apply(table, [0, 8], [scaling]));
    }

    [Fact]
    public void Each_column_is_standardized_independently()
    {
        var table = Table([1, 1e9], [2, 1e9 + 1], [3, 1e9 + 5], [8, 1e9 - 7]);
        int[] rows = [3, 0, 2, 1];
        var features = Standardization.Apply(table, rows, Standardization.Measure(table, rows));
        for (var column = 0; column < 2; column++)
        {
            var values = features.Where((_, i) => i % 2 == column).Select(x => (double)x).ToArray();
            Assert.Equal(0, values.Average(), 1e-6);
            Assert.Equal(1, values.Average(x => x * x), 1e-6);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e-300)]
    [InlineData(-3e38)]
    public void Constant_column_becomes_exactly_zero(double constant)
    {
        var table = Table([.. Enumerable.Repeat(new[] { constant }, 37)]);
        int[] rows = [.. Enumerable.Range(0, 37)];
        var scaling = Standardization.Measure(table, rows);
        Assert.Equal((constant, 1.0), (scaling[0].Mean, scaling[0].StandardDeviation));
        Assert.All(Standardization.Apply(table, rows, scaling), x => Assert.Equal(0f, x));
    }

    [Fact]
    public void Differences_whose_squares_underflow_do_not_divide_by_zero()
    {
        var table = Table([1e-200], [2e-200]);
        Assert.All(Standardization.Apply(table, [0, 1], Standardization.Measure(table, [0, 1])), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Row_that_overflows_after_standardization_is_reported()
    {
        var table = Table([0], [1e-30], [3e38]);
        var error = Assert.Throws<InvalidInputException>(() => Standardization.Apply(table, [2], Standardization.Measure(table, [0, 1])));
        Assert.StartsWith("'table.csv', line 4, column 'c0': the value is '3E+38'; it is too far", error.Message, StringComparison.Ordinal);
    }

    private static CsvTable Table(params double[][] rows) => new(
        "table.csv", [.. rows[0].Select((_, column) => $"c{column}")], ["y"], [.. rows.Select((row, i) => new CsvRow(i + 2, row, ["0"]))]);
}
