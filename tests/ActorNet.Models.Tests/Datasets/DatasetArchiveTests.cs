using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Tests.Datasets;

public sealed class DatasetArchiveTests
{
    public static TheoryData<string> Kinds => DatasetSamples.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Archive_reads_back_what_it_wrote(string kind)
    {
        var written = DatasetSamples.Of(kind);

        var read = Read(DatasetSamples.BytesOf(written));

        Assert.Equal(
            (written.Name, written.Sha256, written.Notice, written.ImageSize), (read.Name, read.Sha256, read.Notice, read.ImageSize));
        Assert.Equal(written.Scaling, read.Scaling);
        Assert.Equal(written.ClassNames, read.ClassNames);
        AssertEqual(written.Train, read.Train);
        AssertEqual(written.Test, read.Test);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Archived_data_set_trains_to_the_same_weights(string kind)
    {
        var written = DatasetSamples.Of(kind);
        var network = kind == "values"
            ? new NetworkSpec(LayerWidths.Parse("6-4-3")) { OutputActivation = Activation.Identity, Cost = Cost.Quadratic }
            : NetworkSpec.Parse("6-4-3");
        var spec = new TrainingSpec(network) { BatchSize = 8, Epochs = 2 };

        var weights = LocalTrainer.Train(spec, Read(DatasetSamples.BytesOf(written)));

        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(spec, written)), WeightsHash.Of(weights));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equal_data_sets_have_equal_bytes_with_the_announced_length_and_hash(string kind)
    {
        var bytes = DatasetSamples.BytesOf(DatasetSamples.Of(kind));
        var archive = new DatasetArchive(DatasetSamples.Of(kind));

        Assert.Equal(bytes, DatasetSamples.BytesOf(DatasetSamples.Of(kind)));
        Assert.Equal(bytes, DatasetSamples.BytesOf(Read(bytes)));
        Assert.Equal(bytes.Length, archive.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), archive.Sha256);
    }

    [Fact]
    public void Data_sets_that_differ_in_one_property_have_different_hashes()
    {
        var dataset = DatasetSamples.Of("classes");
        Dataset[] all =
        [
            dataset, dataset with { Name = "other" }, dataset with { Sha256 = new string('c', 64) }, dataset with { Notice = null },
            dataset with { Scaling = [] }, dataset with { ClassNames = [] }, dataset with { ImageSize = (3, 2) },
            dataset with { Train = dataset.Test }, dataset with { Test = dataset.Train },
        ];

        Assert.Equal(all.Length, all.Select(each => new DatasetArchive(each).Sha256).Distinct().Count());
    }

    [Fact]
    public void Training_and_test_samples_of_different_kinds_are_rejected()
    {
        var (images, values) = (DatasetSamples.Of("images"), DatasetSamples.Of("values"));

        Assert.Throws<ArgumentException>(() => new DatasetArchive(images with { Test = values.Test }));
    }

    [Fact]
    public void Archive_without_test_samples_reads_back()
    {
        var dataset = DatasetSamples.Of(
            "images") with { Test = SampleSet.FromImages([], DatasetSamples.Features, [], DatasetSamples.Outputs) };

        Assert.Equal((0, 20), (Read(DatasetSamples.BytesOf(dataset)).Test.Count, Read(DatasetSamples.BytesOf(dataset)).Train.Count));
    }

    [Theory]
    [InlineData("\"kind\":\"actornet-dataset-1\"", "\"kind\":\"actornet-dataset-2\"", "; 'actornet-dataset-1' is expected")]
    [InlineData("train.labels", "train.lables", "lacks the tensor 'train.labels'")]
    [InlineData("test.pixels", "tset.pixels", "lacks the tensor 'test.features'")]
    [InlineData("\"dtype\":\"I32\"", "\"dtype\":\"F32\"", "of dtype F32; I32 is expected")]
    [InlineData("\"shape\":[20,6]", "\"shape\":[10,12]", "'train.labels' of shape [20]; [10] is expected")]
    [InlineData("\"shape\":[20,6]", "\"shape\":[120]", "of shape [120]; [samples, width] is expected")]
    [InlineData("\\\"outputs\\\":3", "\\\"outputs\\\":1", "a label of 'train.labels' is none of 1 classes")]
    [InlineData("\\\"outputs\\\":3", "\\\"outputs\\\":-2147483648", "is none of -2147483648 classes")]
    [InlineData("\\\"outputs\\\":3", "\\\"outputs\\\":null", "is damaged at $.outputs")]
    [InlineData("\\\"rows\\\":2", "\\\"rows\\\":3", "images of 3 x 3, but 6 features")]
    [InlineData("\\\"rows\\\":2,\\\"columns\\\":3", "\\\"rows\\\":-2,\\\"columns\\\":-3", "images of -2 x -3")]
    [InlineData("\\\"classNames\\\":[]", "\\\"classNames\\\":[\\\"a\\\"]", "the names of 1 classes, but 3 outputs")]
    [InlineData("\\\"scaling\\\":[]", "\\\"scaling\\\":[{\\\"column\\\":\\\"a\\\",\\\"mean\\\":0,\\\"standardDeviation\\\":1}]",
        "the scaling of 1 features")]
    public void Inconsistent_archive_is_rejected_with_one_sentence(string text, string replacement, string expected)
    {
        var bytes = Replace(DatasetSamples.BytesOf(DatasetSamples.Of("images")), text, replacement);

        var fault = Assert.Throws<InvalidInputException>(() => Read(bytes));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("'it'", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Duplicate_samples_are_rejected()
    {
        using var written = new MemoryStream(DatasetSamples.BytesOf(DatasetSamples.Of("images")));
        var file = SafetensorsFile.Read(written, "it");
        using var stream = new MemoryStream();
        (file with { Tensors = [.. file.Tensors, new Tensor<float>("train.features", [20, 6], new float[120])] }).Write(stream);

        Assert.Throws<InvalidInputException>(() => Read(stream.ToArray()));
    }

    [Fact]
    public void Missing_archive_is_reported() =>
        Assert.Contains(
            "'none/here'", Assert.Throws<InvalidInputException>(() => DatasetArchive.Read("none/here")).Message, StringComparison.Ordinal);

    private static Dataset Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return DatasetArchive.Read(stream, "it");
    }

    private static void AssertEqual(SampleSet expected, SampleSet actual)
    {
        Assert.Equal(
            (expected.Count, expected.FeatureCount, expected.OutputCount), (actual.Count, actual.FeatureCount, actual.OutputCount));
        Assert.Equal(expected.Pixels?.ToArray(), actual.Pixels?.ToArray());
        Assert.Equal(expected.Features?.ToArray(), actual.Features?.ToArray());
        Assert.Equal(expected.Labels?.ToArray(), actual.Labels?.ToArray());
        Assert.Equal(expected.Targets?.ToArray(), actual.Targets?.ToArray());
    }

    /// <summary>Replaces text in the header, whose metadata are JSON in JSON, and updates its length.</summary>
    private static byte[] Replace(byte[] bytes, string text, string replacement)
    {
        var length = (int)BitConverter.ToUInt64(bytes);
        var header = System.Text.Encoding.UTF8.GetString(bytes, 8, length).Replace("\\u0022", "\\\"", StringComparison.Ordinal);
        Assert.Contains(text, header, StringComparison.Ordinal);
        var changed = System.Text.Encoding.UTF8.GetBytes(header.Replace(text, replacement, StringComparison.Ordinal));
        return [.. BitConverter.GetBytes((ulong)changed.Length), .. changed, .. bytes[(8 + length)..]];
    }
}
