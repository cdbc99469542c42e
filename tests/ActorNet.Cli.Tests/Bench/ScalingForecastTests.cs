using System.Text.Json;

namespace ActorNet.Cli.Tests.Bench;

/// <summary>`actornet bench scaling --predict`.</summary>
public sealed class ScalingForecastTests : IDisposable
{
    private readonly CommandHarness _command = new CommandHarness().WithRealEngine();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Prediction_has_a_line_for_each_topology_and_number_of_workers_and_the_advice_last()
    {
        var lines = await PredictAsync(
            "--network", "784-1024-1024-10", "--batch", "4096", "--seconds-per-sample", "106e-6", "--bandwidth", "1gbit",
            "--latency", "0.1ms", "--workers", "1,4");

        Assert.Equal(
            ["star 1", "star 4", "sharded 1", "sharded 4", "overlapped 1", "overlapped 4"],
            lines.SkipLast(1).Select(line => $"{line.GetProperty("topology")} {line.GetProperty("workers")}"));
        Assert.All(lines.SkipLast(1), line =>
        {
            Assert.Equal(
                ("scaling-predicted", "784-1024-1024-10", 4096, 1_863_690, 106e-6, 1e9, 1e-4),
                (line.GetProperty("event").GetString(), line.GetProperty("network").GetString(), line.GetProperty("batch").GetInt32(),
                    line.GetProperty("parameters").GetInt32(), Number(line, "secondsPerSample"), Number(line, "bitsPerSecond"),
                    Number(line, "latencySeconds")));
            Assert.Equal(Number(lines[0], "stepSeconds"), Number(line, "stepSeconds") * Number(line, "speedUp"), 1e-9);
            Assert.Equal(Number(line, "speedUp"), Number(line, "efficiency") * Number(line, "workers"), 1e-9);
        });
        Assert.Equal("workers-advised", lines[^1].GetProperty("event").GetString());
        Assert.Equal(
            ["star 1", "sharded 4", "overlapped 4"],
            lines[^1].GetProperty("advice").EnumerateArray().Select(each => $"{each.GetProperty("topology")} {each.GetProperty("workers")}"));
    }

    [Fact]
    public async Task Computing_is_measured_for_each_network_unless_it_is_given()
    {
        var lines = await PredictAsync("--quick");
        var advice = lines.Where(line => line.GetProperty("event").GetString() == "workers-advised");
        Assert.Equal(
            ["784-30-10", "784-128-64-10", "784-1024-1024-10", "784-256-10"], advice.Select(line => line.GetProperty("network").GetString()));
        // The machine computes a sample of the largest network in more time than one of the smallest.
        Assert.InRange(SecondsOf("784-30-10"), 1e-9, SecondsOf("784-1024-1024-10"));

        double SecondsOf(string network) =>
            Number(lines.First(line => line.GetProperty("network").GetString() == network), "secondsPerSample");
    }

    [Fact]
    public async Task Default_numbers_of_workers_are_those_that_have_slices()
    {
        var lines = await PredictAsync("--network", "784-30-10", "--batch", "10", "--seconds-per-sample", "1");
        Assert.Equal(
            [1, 2, 4, 8],
            lines.SkipLast(1).Where(line => line.GetProperty("topology").GetString() == "star")
                .Select(line => line.GetProperty("workers").GetInt32()));
    }

    [Fact]
    public async Task Table_is_for_people_and_the_chart_is_a_file()
    {
        Assert.Equal(0, await _command.RunAsync(
            "bench", "scaling", "--predict", "--network", "784-1024-1024-10", "--batch", "4096", "--seconds-per-sample", "106e-6",
            "--plot", "plots/scaling.svg"));
        Assert.Equal(
            "784-1024-1024-10, batch 4096: 1,863,690 parameters (7.45 MB), 106 us a sample, links of 10gbit, 50us from machine to machine",
            _command.OutLines[0]);
        Assert.Matches(@"^ +8 +163\.14 +2\.67 +33 % +71\.15 +6\.12 +76 % +64\.37 +6\.76 +85 %$", _command.OutLines[5]);
        Assert.Equal("Worth it: star 4 workers (2.64 x), sharded 16 workers (9.86 x), overlapped 16 workers (11.66 x)", _command.OutLines[7]);
        Assert.All(_command.OutLines, line => Assert.Equal(line.TrimEnd(), line));
        var chart = await File.ReadAllTextAsync(Path.Combine(_command.Folder, "plots", "scaling.svg"));
        Assert.All(["784-1024-1024-10, star", "784-1024-1024-10, overlapped", "ideal", "speed-up"], text =>
            Assert.Contains(text, chart, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--predict --repeats 3", "--repeats does not change a prediction; leave it out, or --predict.")]
    [InlineData("--predict --threads 2", "--threads does not change a prediction; leave it out, or --predict.")]
    [InlineData("--predict --dataset mnist", "--dataset does not change a prediction; leave it out, or --predict.")]
    [InlineData("--bandwidth 1gbit", "--bandwidth is for a prediction only; give --predict too, or leave it out.")]
    [InlineData("--latency 1ms", "--latency is for a prediction only; give --predict too, or leave it out.")]
    [InlineData("--seconds-per-sample 1", "--seconds-per-sample is for a prediction only; give --predict too, or leave it out.")]
    [InlineData("--predict --bandwidth 10mb",
        "--bandwidth is '10mb'; allowed is a number with gbit or mbit, from 1mbit to 1000gbit, such as 10gbit.")]
    [InlineData("--predict --latency 1s", "--latency is '1s'; allowed is a number with us or ms, from 0us to 1000ms, such as 50us.")]
    [InlineData("--predict --seconds-per-sample 0", "--seconds-per-sample is 0; allowed is a number of seconds above 0, at most 1000.")]
    [InlineData("--workers 0", "--workers is 0; allowed is a list of whole numbers from 1 to 256, such as 1,2,4.")]
    [InlineData("--workers 1,,2", "--workers is '1,,2'; allowed is a list of whole numbers from 1 to 256, such as 1,2,4.")]
    [InlineData("--threads 257", "--threads is 257; allowed is a list of whole numbers from 1 to 256, such as 1,2,4.")]
    [InlineData("--predict --network 784-30-10 --batch 10 --workers 8,11",
        "--workers is 11; allowed is at most 10, the slices of a batch of 10 of 784-30-10, since each worker computes one or more.")]
    [InlineData("--predict --plot speeds.pdf", "--plot is 'speeds.pdf'; allowed is a file that ends with .png or .svg.")]
    [InlineData("--predict --network 20", "--network is '20'; allowed is a list of at least two widths, such as 784-128-10.")]
    public async Task Wrong_argument_is_one_sentence(string arguments, string sentence)
    {
        var exitCode = await _command.RunAsync(["bench", "scaling", .. arguments.Split(' ')]);
        Assert.Equal(sentence + Environment.NewLine, _command.Error);
        Assert.Equal("", _command.Out);
        Assert.Equal(2, exitCode);
    }

    [Fact]
    public async Task Chart_needs_a_folder_that_can_be_written_to()
    {
        _command.Write("file");
        Directory.CreateDirectory(Path.Combine(_command.Folder, "folder.png"));
        Assert.Equal(2, await _command.RunAsync("bench", "scaling", "--predict", "--plot", "file/speeds.png"));
        Assert.StartsWith("The folder of --plot is 'file'; allowed is a folder", _command.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _command.RunAsync("bench", "scaling", "--predict", "--plot", "folder.png"));
        Assert.Equal("--plot is 'folder.png'; allowed is a file, but this is a folder." + Environment.NewLine, _command.Error);
    }

    private async Task<List<JsonElement>> PredictAsync(params string[] arguments)
    {
        Assert.Equal(0, await _command.RunAsync(["bench", "scaling", "--predict", "--json", .. arguments]));
        Assert.Equal("", _command.Error);
        return [.. _command.OutLines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static double Number(JsonElement line, string property) => line.GetProperty(property).GetDouble();
}
