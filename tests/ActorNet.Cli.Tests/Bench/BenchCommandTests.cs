using System.Diagnostics;
using System.Text.Json;

namespace ActorNet.Cli.Tests.Bench;

public sealed class BenchCommandTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] StandardNetworks = ["784-30-10", "784-128-64-10", "784-1024-1024-10", "784-256-10"];

    private readonly CommandHarness _command = new CommandHarness().WithRealEngine();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Kernels_measures_every_product_and_function()
    {
        var lines = await MeasureAsync("kernels", "--network", "70-33-20-3", "--batch", "40");

        var products = Named(lines, "product-measured");
        Assert.Equal(
            ["128 x 128 x 128", "256 x 256 x 256", "512 x 512 x 512", "1024 x 1024 x 1024"],
            products.Where(line => Text(line, "product") == "square").Select(Shape));
        Assert.Equal(
            ["forward 70 x 33", "weight-gradient 70 x 33", "forward 33 x 20", "weight-gradient 33 x 20", "input-gradient 33 x 20",
                "forward 20 x 3", "weight-gradient 20 x 3", "input-gradient 20 x 3"],
            products.Skip(4).Select(line => $"{Text(line, "product")} {line.GetProperty("inputs")} x {line.GetProperty("outputs")}"));
        Assert.All(products, line => AssertPositive(line, "rows", "inputs", "outputs", "gflops", "bestGflops", "limitGflops"));
        // More than the limit would say that one of the two is not computed at all.
        Assert.All(products, line => Assert.InRange(line.GetProperty("shareOfLimit").GetDouble(), double.Epsilon, 1.5));
        Assert.All(products.Skip(4), line => Assert.Equal("70-33-20-3", Text(line, "network")));
        Assert.All(products, line => Assert.Equal(
            Text(line, "product") == "weight-gradient" ? JsonValueKind.Number : JsonValueKind.Null,
            line.GetProperty("sliceSize").ValueKind));

        var functions = Named(lines, "function-measured");
        Assert.Equal(["exp", "log", "sigmoid", "tanh", "softplus"], functions.Select(line => Text(line, "function")));
        Assert.All(functions, line => AssertPositive(line, "elementsPerSecond", "bestElementsPerSecond"));
    }

    [Fact]
    public async Task Step_tells_each_phase_of_one_network()
    {
        var lines = await MeasureAsync("step", "--network", "40-20-3", "--batch", "32", "--optimizer", "adam");

        var step = Assert.Single(Named(lines, "step-measured"));
        Assert.Equal(
            ("40-20-3", 32, 1), (Text(step, "network"), step.GetProperty("batch").GetInt32(), step.GetProperty("threads").GetInt32()));
        AssertPositive(step, "gather", "forward", "backward", "update", "step", "busy", "arithmeticLimit", "shareOfLimit", "limitGflops");
        string[] phases = ["gather", "forward", "backward", "reduce", "update"];
        var sum = phases.Sum(phase => step.GetProperty(phase).GetDouble());
        Assert.InRange(step.GetProperty("busy").GetDouble(), 0, step.GetProperty("step").GetDouble());
        Assert.InRange(step.GetProperty("reduce").GetDouble(), 0, sum);
        Assert.Equal(Math.Max(0, step.GetProperty("step").GetDouble() - sum), step.GetProperty("messages").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Step_with_threads_is_compared_with_the_limit_of_as_many_cores_as_there_are()
    {
        // The harness has 3 processors.
        var lines = await MeasureAsync("step", "--network", "40-20-3", "--batch", "32", "--threads", "5", "--repeats", "1");

        var step = Assert.Single(Named(lines, "step-measured"));
        Assert.Equal(5, step.GetProperty("threads").GetInt32());
        var oneCore = Parse(_command.OutLines)[^1].GetProperty("fmaLimitGflops").GetDouble();
        Assert.Equal(3 * oneCore, step.GetProperty("limitGflops").GetDouble(), oneCore * 1e-9);
    }

    [Fact]
    public async Task Epoch_trains_the_standard_networks_in_turn_on_what_train_uses()
    {
        var lines = await MeasureAsync("epoch", "--workers", "2", "--threads", "3", "--repeats", "2");

        var epochs = Named(lines, "epoch-trained");
        Assert.Equal([.. StandardNetworks, .. StandardNetworks], epochs.Select(line => Text(line, "network")));
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2], epochs.Select(line => line.GetProperty("repeat").GetInt32()));
        var results = Named(lines, "epoch-measured");
        Assert.Equal(StandardNetworks, results.Select(line => Text(line, "network")));
        Assert.Equal([10, 128, 512, 128], results.Select(line => line.GetProperty("batch").GetInt32()));
        Assert.All(results, line =>
        {
            AssertPositive(line, "samplesPerSecond", "bestSamplesPerSecond", "gflops", "limitGflops", "shareOfLimit");
            Assert.Equal(
                ("digits", 60, 2, 3),
                (Text(line, "dataset"), line.GetProperty("samples").GetInt32(), line.GetProperty("workers")
                    .GetInt32(), line.GetProperty("threads").GetInt32()));
        });
    }

    [Theory]
    [InlineData("flowers.csv", "4-30-3")]
    [InlineData("houses.csv", "5-30-2")]
    public async Task Epoch_fits_the_standard_networks_to_tables(string file, string first)
    {
        _command.Write(file);
        Assert.Equal(0, await _command.RunAsync("bench", "epoch", "--dataset", file, "--quick", "--json"));
        Assert.Equal(first, Text(Named(Parse(_command.OutLines), "epoch-measured")[0], "network"));
    }

    [Fact]
    public async Task Epoch_trains_the_given_number_of_samples()
    {
        var lines = await MeasureAsync("epoch", "--network", "784-8-10", "--batch", "16", "--train-samples", "50");
        var result = Assert.Single(Named(lines, "epoch-measured"));
        Assert.Equal((50, 16), (result.GetProperty("samples").GetInt32(), result.GetProperty("batch").GetInt32()));
    }

    [Theory]
    [InlineData("kernels --network 20-5-3", "Square product", "20-5-3")]
    [InlineData("step --network 20-5-3", "Gather", "20-5-3")]
    [InlineData("epoch --network 784-5-10", "Samples/s", "784-5-10")]
    public async Task Tables_are_for_people(string arguments, string head, string network)
    {
        Assert.Equal(0, await _command.RunAsync(["bench", .. arguments.Split(' '), "--quick", "--repeats", "1"]));
        Assert.Contains(_command.OutLines, line => line.Contains(head, StringComparison.Ordinal));
        Assert.Contains(_command.OutLines, line => line.StartsWith(network, StringComparison.Ordinal));
        Assert.Contains(_command.OutLines, line => line.StartsWith("FMA limit of one core ", StringComparison.Ordinal));
        Assert.DoesNotContain(_command.OutLines, line => line.StartsWith('{'));
    }

    [Theory]
    [InlineData("bench kernels --workers 2", "--workers is not an option of actornet bench kernels; see actornet bench kernels --help.")]
    [InlineData("bench kernel", "'kernel' is not a command of actornet bench; allowed are kernels, step, epoch, scaling; did you mean kernels?")]
    [InlineData("bench step --repeats 0", "--repeats is 0; allowed is a whole number from 1 to 1000.")]
    [InlineData("bench step --batch 0", "--batch is 0; allowed is a whole number from 1 to 2147483647.")]
    [InlineData("bench step --batch 4 --micro-batch 5", "--micro-batch is 5; allowed is a whole number from 1 to 4.")]
    [InlineData("bench step --output softmax --cost cross-entropy",
        "--cost is cross-entropy; allowed is quadratic with --output softmax; choose --output sigmoid, or --cost quadratic.")]
    [InlineData("bench step --network 1000000-1000",
        "--network is 1000000-1000; allowed is at most 536,870,912 parameters, of which this network has 1,000,001,000.")]
    [InlineData(
        "bench epoch --dataset mnst",
        "--dataset is 'mnst'; allowed is auto, mnist, digits, an existing folder of IDX files or an existing CSV file; did you mean "
            + "mnist?")]
    [InlineData("bench epoch --network 783-10",
        "--network is 783-10; allowed is a network that begins with 784, the features of a sample of data set 'auto'.")]
    [InlineData("bench epoch --dataset digits --train-samples 61", "--train-samples is 61; allowed is a whole number from 1 to 60.")]
    public async Task Wrong_argument_is_one_sentence(string arguments, string sentence)
    {
        var exitCode = await _command.RunAsync(arguments.Split(' '));

        Assert.Equal(sentence + Environment.NewLine, _command.Error);
        Assert.DoesNotContain(_command.OutLines, line => line.Contains("GFLOP", StringComparison.Ordinal));
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [InlineData("kernels", "--preset --network --batch --micro-batch --repeats --quick --json")]
    [InlineData(
        "step", "--preset --network --activation --output --cost --optimizer --batch --micro-batch --threads --repeats --quick --json")]
    [InlineData("epoch", "--dataset --data --target --task --train-samples --preset --network --activation --output --cost --optimizer"
        + " --learning-rate --batch --micro-batch --workers --threads --repeats --quick --json")]
    [InlineData("scaling", "--workers --threads --plot --predict --bandwidth --latency --seconds-per-sample --dataset --data --target --task"
        + " --train-samples --preset --network --activation --output --cost --optimizer --learning-rate --batch --micro-batch --repeats"
        + " --quick --json")]
    public async Task Help_names_every_option(string bench, string options)
    {
        Assert.Equal(0, await _command.RunAsync("bench", bench, "--help"));
        Assert.Equal(
            options.Split(' '),
            _command.OutLines.Where(line => line.StartsWith("  --", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
        Assert.All(_command.OutLines, line => Assert.InRange(line.TrimEnd().Length, 1, 119));
        Assert.Contains($"  actornet bench {bench}", _command.OutLines.Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task Signal_ends_a_bench_at_once()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var process = CommandProcess.Start(_command.Folder, ["bench", "kernels", "--json", "--repeats", "20"]);
        Assert.Contains("product-measured", await FirstLineOf(process), StringComparison.Ordinal);
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Deadline);
        await process.WaitForExitAsync().WaitAsync(Deadline);
        Assert.Equal("Interrupted; the bench is not complete.\n", error);
        Assert.Equal(130, process.ExitCode);

        static async Task<string> FirstLineOf(Process process) =>
            (await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline))!;
    }

    /// <summary>Runs a bench briefly and checks what all of them promise.</summary>
    private async Task<IReadOnlyList<JsonElement>> MeasureAsync(string bench, params string[] arguments)
    {
        Assert.Equal(0, await _command.RunAsync(["bench", bench, "--quick", "--json", .. arguments]));
        Assert.Equal("", _command.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_command.Folder));

        var lines = Parse(_command.OutLines);
        var summary = lines[^1];
        Assert.Equal((bench, true), (Text(summary, "bench"), summary.GetProperty("quick").GetBoolean()));
        AssertPositive(summary, "repeats", "fmaLimitGflops", "seconds");
        var machine = summary.GetProperty("machine");
        Assert.Equal(
            ["program", "runtime", "system", "architecture", "vectorBits", "processors"],
            machine.EnumerateObject().Select(fact => fact.Name));
        AssertPositive(machine, "vectorBits", "processors");
        return [.. lines.SkipLast(1)];
    }

    private static List<JsonElement> Parse(IEnumerable<string> lines) => [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private static List<JsonElement> Named(IEnumerable<JsonElement> lines, string name) =>
        [.. lines.Where(line => line.TryGetProperty("event", out var value) && value.GetString() == name)];

    private static string? Text(JsonElement line, string property) => line.GetProperty(property).GetString();

    private static string Shape(JsonElement line) =>
        $"{line.GetProperty("rows")} x {line.GetProperty("inputs")} x {line.GetProperty("outputs")}";

    private static void AssertPositive(JsonElement line, params string[] figures) =>
        Assert.All(figures, figure => Assert.InRange(line.GetProperty(figure).GetDouble(), double.Epsilon, double.MaxValue));
}
