using ActorNet.Data.Csv;
using ActorNet.Learning;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Csv;

public sealed class CsvErrorTests : IDisposable
{
    private const string Rows = "1,0\n2,1\n3,0\n4,1\n5,0\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", " is empty; a header line and rows are expected.")]
    [InlineData("x,y\n", " has 0 rows; at least 5 are needed to train and to test.")]
    [InlineData("x,y\n1,0\n2,1\n3,0\n4,1\n", " has 4 rows; at least 5 are needed to train and to test.")]
    [InlineData("y\n1\n2\n3\n4\n5\n", " has no feature column: its 1 column is the target; at least one more is needed")]
    [InlineData("x,,y\n", ", line 1: column 2 of 3 has no name; every column needs one.")]
    [InlineData("x,y,x,x\n", ", line 1: the column name 'x' occurs 3 times; names must differ.")]
    [InlineData("x,y\n" + Rows + "6\n", ", line 7 has 1 cells; the header has 2.")]
    [InlineData("x,y\n" + Rows + "6,1,\n", ", line 7 has 3 cells; the header has 2.")]
    [InlineData("x,y\n" + Rows + "\n\nsix,1\n", ", line 9, column 'x': the value is 'six'; it must be a number such as -1.5 or 2e3, of")]
    [InlineData("x,\"y\n\"\n1,\"0\n\"\ntwo,1\n", ", line 5, column 'x': the value is 'two';")]
    [InlineData("x,y\n1,0\n,1\n", ", line 3, column 'x': the value is empty; it must be a number")]
    [InlineData("x,y\nNaN,0\n", ", line 2, column 'x': the value is 'NaN'; it must be a number")]
    [InlineData("x,y\n-Infinity,0\n", ", line 2, column 'x': the value is '-Infinity'; it must be a number")]
    [InlineData("x,y\n1e39,0\n", ", line 2, column 'x': the value is '1e39'; it must be a number")]
    [InlineData("x;y\n1,5;0\n", ", line 2, column 'x': the value is '1,5'; it must be a number")]
    [InlineData("x,y\n1 000,0\n", ", line 2, column 'x': the value is '1 000'; it must be a number")]
    [InlineData("x,y\n0x10,0\n", ", line 2, column 'x': the value is '0x10'; it must be a number")]
    [InlineData("x,y\n1, \n", ", line 2, column 'y': the value is empty; every row needs a target.")]
    [InlineData("x,y\n" + Rows + "6,nan\n", ", line 7, column 'y': the value is 'nan'; it must be a number")]
    [InlineData(
        "x,y\n" + Rows + "6,n/a\n",
        ", line 7, column 'y': the value is 'n/a'; other rows have numbers; make them all numbers, or set task classification to make "
            + "each one a class.")]
    [InlineData("x,y\n1,a\n2,a\n3,a\n4,a\n5,a\n", ", column 'y' has the one class 'a' in all rows; at least two classes are needed.")]
    [InlineData("x,y\n1,a\n2,b\n3,c\n4,d\n5,e\n", ", column 'y' has 5 different texts in 5 rows, which do not look like classes")]
    [InlineData("x,y\n1,\"a\n", " is not a well-formed table: row 2, counting the header, cannot be read: A quoted field")]
    [InlineData("x,y\n1,0\n1,\"a\"b\n", " is not a well-formed table: row 3, counting the header, cannot be read: A delimiter")]
    public void Error_names_file_location_and_allowed_values(string text, string expected) =>
        AssertError(text, new CsvOptions(), expected);

    [Fact]
    public void Unknown_target_error_lists_columns_and_suggests_the_nearest() =>
        AssertError(
            "length,width,kind\n", new CsvOptions { Targets = ["knid"] },
            " has no target column 'knid'; its columns are 'length', 'width', 'kind'; did you mean 'kind'?");

    [Fact]
    public void Classification_with_several_targets_is_rejected() =>
        AssertError(
            "x,a,b\n1,0,0\n2,0,0\n3,0,0\n4,0,0\n5,0,0\n", new CsvOptions { Targets = ["a", "b"], Task = PredictionTask.Classification },
            " has 2 target columns (a, b); classification has one.");

    [Fact]
    public void Non_numeric_regression_target_is_rejected() =>
        AssertError(
            "x,y\n1,0\n2,1\n3,0\n4,b\n5,0\n", new CsvOptions { Task = PredictionTask.Regression },
            ", line 5, column 'y': the value is 'b'; it must be a number");

    [Fact]
    public void Table_without_feature_columns_is_rejected() =>
        AssertError("x,y\n" + Rows, new CsvOptions { Targets = ["x", "y"] }, " has no feature column: its 2 columns are the target;");

    [Fact]
    public void Binary_file_is_rejected()
    {
        var path = _folder.Write("binary.csv", [0x78, 0x2C, 0x79, 0x0A, 0xFF, 0xC0, 0x2C, 0x31, 0x0A]);
        AssertError(path, " is not UTF-8 text (Unable to translate bytes [FF]");
    }

    [Fact]
    public void Overlong_row_is_rejected()
    {
        var path = _folder.Write("endless.csv", "x,y\n" + new string('1', 40_000_000));
        AssertError(path, " is not a table: it has a row of more than 33554432 characters.");
    }

    [Fact]
    public void Missing_file_is_reported() => AssertError(Path.Combine(_folder.Path, "nothing.csv"), " cannot be read: ");

    private void AssertError(string text, CsvOptions options, string expected)
    {
        var path = _folder.Write("table.csv", text);
        var error = Assert.Throws<InvalidInputException>(() => CsvDataset.Load(path, options));
        Assert.StartsWith($"'{path}'{expected}", error.Message, StringComparison.Ordinal);
    }

    private static void AssertError(string path, string expected)
    {
        var error = Assert.Throws<InvalidInputException>(() => CsvDataset.Load(path, new CsvOptions()));
        Assert.StartsWith($"'{path}'{expected}", error.Message, StringComparison.Ordinal);
    }
}
