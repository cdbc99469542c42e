using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;
using ActorNet.Models.Runs;

namespace ActorNet.Models.Tests.Runs;

public class RunSummaryTests
{
    internal static RunSummary Summary { get; } = new(
        "r", new SummaryDataset("mnist", "ab", 60000, 10000), "784-128-10", 101770, 1, 2, 4690, [new SummaryEpoch(1, 0.31, 0.951, 0.8)],
        0.08, 0.977, 8.1, 74074, "cd");

    [Fact]
    public void Summary_has_the_documented_properties_in_order() => Assert.Equal(
        """{"runId":"r","dataset":{"name":"mnist","sha256":"ab","trainSamples":60000,"testSamples":"""
            + """10000},"network":"784-128-10","parameters":101770,"seed":1,"workers":2,"steps":4690,"epochs":[{"epoch":"""
            + """1,"trainLoss":0.31,"testAccuracy":0.951,"seconds":0.8,"testLoss":0}],"testLoss":0.08,"testAccuracy":"""
            + """0.977,"trainSeconds":8.1,"samplesPerSecond":74074,"weightsSha256":"cd","stopReason":"all-epochs-done","threads":1}""",
        JsonFormat.Text(Summary));

    [Fact]
    public void Regression_summary_has_a_null_accuracy()
    {
        var json = JsonFormat.Text(
            Summary with { TestAccuracy = null, TestLoss = double.PositiveInfinity, BestEpoch = 3, Notice = "n" });

        Assert.Contains("\"testLoss\":null,\"testAccuracy\":null", json, StringComparison.Ordinal);
        Assert.EndsWith(
            "\"stopReason\":\"all-epochs-done\",\"bestEpoch\":3,\"notice\":\"n\",\"threads\":1}", json, StringComparison.Ordinal);
    }

    /// <summary>A number that overflows its type would become infinite, which JSON cannot represent.</summary>
    [Theory]
    [InlineData("\"testLoss\":0.08", "\"testLoss\":1e999")]
    [InlineData("\"testAccuracy\":0.977", "\"testAccuracy\":-1e999")]
    public void Number_that_overflows_to_infinity_is_rejected(string sound, string tooLarge)
    {
        var json = JsonFormat.Text(Summary).Replace(sound, tooLarge, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => JsonFormat.Read<RunSummary>(System.Text.Encoding.UTF8.GetBytes(json), "x"));
        var spec = JsonFormat.Text(Samples.Spec)
            .Replace("\"learningRate\":0.001", "\"learningRate\":1e99", StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => JsonFormat.Read<TrainingSpec>(System.Text.Encoding.UTF8.GetBytes(spec), "x"));
    }

    [Fact]
    public void Summary_of_an_earlier_version_defaults_to_one_thread()
    {
        var json = JsonFormat.Text(Summary with { Threads = 3 });
        Assert.Equal(3, JsonFormat.Read<RunSummary>(System.Text.Encoding.UTF8.GetBytes(json), "x").Threads);
        json = json.Replace(",\"threads\":3", "", StringComparison.Ordinal);
        Assert.Equal(1, JsonFormat.Read<RunSummary>(System.Text.Encoding.UTF8.GetBytes(json), "x").Threads);
    }

    [Fact]
    public void Summary_of_a_later_version_with_more_properties_is_read()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Summary, JsonFormat.Options);
        json = [.. json[..^1], .. ",\"kilowattHours\":0.001}"u8];

        Assert.Equal("cd", JsonFormat.Read<RunSummary>(json, "x").WeightsSha256);
    }
}
