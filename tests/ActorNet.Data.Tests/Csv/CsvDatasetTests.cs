using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Data.Csv;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Csv;

public sealed class CsvDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Text_in_the_last_column_gives_classes_in_ordinal_order()
    {
        var data = Load("size,kind\n1,red\n2,Blue\n3,red\n4,green\n5,Blue\n6,red\n");

        Assert.Equal(["Blue", "green", "red"], data.ClassNames);
        Assert.True(data.Train.IsClassification);
        Assert.Equal(3, data.Train.OutputCount);
        Assert.Equal([2, 0, 2, 1, 0, 2], LabelsInFileOrder(data, 6));
    }

    [Fact]
    public void Integers_are_classes_by_value_in_any_notation()
    {
        var data = Load("x,class\n1,10\n2,9\n3,1e1\n4,009\n5,-0\n6,10.0\n7,0\n");
        Assert.Equal(["0", "9", "10"], data.ClassNames);
        Assert.Equal([2, 1, 2, 1, 0, 2, 0], LabelsInFileOrder(data, 7));
    }

    [Theory]
    [InlineData(60, 20, true)]
    [InlineData(60, 21, false)]
    [InlineData(24, 12, true)]
    [InlineData(24, 13, false)]
    public void Up_to_twenty_distinct_repeated_integers_are_classes(int count, int distinct, bool expected)
    {
        var rows = Enumerable.Range(0, count).Select(i => $"{i},{i % distinct}\n");
        Assert.Equal(expected, Load("x,y\n" + string.Concat(rows)).Train.IsClassification);
    }

    [Fact]
    public void Fractional_numbers_are_unscaled_regression_targets()
    {
        var data = Load("x,y\n1,10\n2,20.5\n3,30\n4,40\n5,50\n");

        Assert.False(data.Train.IsClassification);
        Assert.Empty(data.ClassNames);
        var split = TrainTestSplit.Of(5);
        float[] targets = [10, 20.5f, 30, 40, 50];
        Assert.Equal(split.Train.Select(row => targets[row]), TargetsOf(data.Train));
        Assert.Equal(split.Test.Select(row => targets[row]), TargetsOf(data.Test));
    }

    [Fact]
    public void Explicit_task_overrides_detection()
    {
        const string table = "x,y\n1,0\n2,1\n3,0\n4,1\n5,0\n";
        Assert.True(Load(table).Train.IsClassification);
        Assert.False(Load(table, new CsvOptions { Task = PredictionTask.Regression }).Train.IsClassification);
        var classes = Load("x,y\n1,0.5\n2,1.5\n3,0.5\n4,1.5\n5,0.5\n", new CsvOptions { Task = PredictionTask.Classification });
        Assert.Equal(["0.5", "1.5"], classes.ClassNames);
    }

    [Fact]
    public void Targets_are_selected_by_name_and_several_are_values_in_requested_order()
    {
        var data = Load("a,b,c\n1,2,3\n4,5,6\n7,8,9\n10,11,12\n13,14,15\n", new CsvOptions { Targets = ["c", "a"] });

        Assert.Equal(["b"], data.Scaling.Select(scaling => scaling.Column));
        Assert.Equal((1, 2), (data.Train.FeatureCount, data.Train.OutputCount));
        var row = TrainTestSplit.Of(5).Test[0];
        Assert.Equal([3f * row + 3, 3f * row + 1], TargetsOf(data.Test));
    }

    [Theory]
    [InlineData("a,b\n1,0\n2,1\n3,0\n4,1\n5,0\n")]
    [InlineData("a,b\r\n1,0\r\n2,1\r\n3,0\r\n4,1\r\n5,0")]
    [InlineData("\uFEFFa;b\n1;0\n2;1\n3;0\n4;1\n5;0\n")]
    [InlineData("a\tb\n1\t0\n2\t1\n3\t0\n4\t1\n5\t0\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"0\"\n\n2,1\n3,0\n 4 , 1\n+5.0e0,0\n")]
    public void Csv_dialects_give_the_same_data(string text)
    {
        var data = Load(text);
        Assert.Equal("a", Assert.Single(data.Scaling).Column);
        Assert.Equal([0, 1, 0, 1, 0], LabelsInFileOrder(data, 5));
        Assert.Equal([1, 2, 3, 4, 5], FeaturesInFileOrder(data, 5), (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Fact]
    public void Quoted_cells_may_contain_delimiters_quotes_and_line_breaks()
    {
        var data = Load("\"a;;;b,c\",\"say \"\"kind\"\"\"\n1,\"x,y\"\n2,\"x\ny\"\n3,\"x,y\"\n4,\"x\ny\"\n5,#x\n6,#x\n");
        Assert.Equal("a;;;b,c", data.Scaling[0].Column);
        Assert.Equal(["#x", "x\ny", "x,y"], data.ClassNames);
    }

    [Fact]
    public void Line_starting_with_a_hash_sign_is_not_a_comment()
    {
        var data = Load("kind,#x\n#a,1\nb,2\n#a,3\nb,4\n#a,5\n", new CsvOptions { Targets = ["kind"] });
        Assert.Equal(["#a", "b"], data.ClassNames);
        Assert.Equal([0, 1, 0, 1, 0], LabelsInFileOrder(data, 5));
    }

    [Fact]
    public void Hash_is_over_the_file_bytes()
    {
        const string text = "x,y\n1,0\n2,1\n3,0\n4,1\n5,0\n";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), Load(text).Sha256);
    }

    [Fact]
    public void Table_larger_than_the_buffers_is_read_completely()
    {
        const int count = 300, width = 500;
        var random = new SeededRandom(3, RandomPurpose.Generation, 0);
        var cells = Enumerable.Range(0, count * width).Select(_ => random.NextSymmetricFloat() * 1e3).ToArray();
        var header = string.Join(",", Enumerable.Range(0, width).Select(column => $"column {column}"));
        var lines = cells.Select(x => x.ToString("R", CultureInfo.InvariantCulture)).Chunk(width).Select(row => string.Join(",", row));

        var features = FeaturesInFileOrder(Load(header + "\n" + string.Join("\n", lines)), count);

        for (var i = 0; i < features.Length; i++)
            Assert.Equal(cells[i / (width - 1) * width + i % (width - 1)], features[i], 1e-3);
    }

    private Dataset Load(string text, CsvOptions? options = null) =>
        CsvDataset.Load(_folder.Write("table.csv", text), options ?? new CsvOptions());

    private static int[] LabelsInFileOrder(Dataset data, int rows)
    {
        var labels = new int[rows];
        var split = TrainTestSplit.Of(rows);
        for (var i = 0; i < split.Train.Length; i++)
            labels[split.Train[i]] = data.Train.LabelOf(i);
        for (var i = 0; i < split.Test.Length; i++)
            labels[split.Test[i]] = data.Test.LabelOf(i);
        return labels;
    }

    /// <summary>The features in file order, with the standardization inverted.</summary>
    private static double[] FeaturesInFileOrder(Dataset data, int rows)
    {
        var width = data.Train.FeatureCount;
        var features = new double[rows * width];
        var split = TrainTestSplit.Of(rows);
        foreach (var (samples, order) in new[] { (data.Train, split.Train), (data.Test, split.Test) })
        {
            var row = new float[width];
            for (var i = 0; i < order.Length; i++)
            {
                samples.CopyFeatures(i, row);
                for (var column = 0; column < width; column++)
                    features[order[i] * width + column] = row[column] * data.Scaling[column].StandardDeviation + data.Scaling[column].Mean;
            }
        }

        return features;
    }

    private static float[] TargetsOf(SampleSet samples)
    {
        var targets = new float[samples.Count * samples.OutputCount];
        for (var i = 0; i < samples.Count; i++)
            samples.CopyTargets(i, targets.AsSpan(i * samples.OutputCount));
        return targets;
    }
}
