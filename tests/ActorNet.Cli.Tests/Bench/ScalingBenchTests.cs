using System.Text.Json;
using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Bench;

/// <summary>
/// `actornet bench scaling`. A coordinator trains with workers of this process, unless a test says otherwise, and the processes that it
/// starts end at once, as if the run were over.
/// </summary>
public sealed class ScalingBenchTests : IDisposable
{
    private readonly CommandHarness _command = new CommandHarness().WithRealEngine();
    private readonly List<int> _clusters = [];

    public ScalingBenchTests() =>
        _command.Context = _command.Context with { Coordinate = CoordinateAsync, Program = ["sh", "-c", "exit 0"] };

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task All_setups_take_turns_in_one_process_and_in_processes()
    {
        var lines = await MeasureAsync("--network", "784-8-10", "--batch", "20", "--workers", "1,2", "--threads", "1,3", "--repeats", "2");

        string[] setups =
        [
            "one-process 1 1", "one-process 2 1", "one-process 1 3", "one-process 2 3", "processes 1 1", "processes 2 1", "processes 1 3",
            "processes 2 3",
        ];
        Assert.Equal([.. setups, .. setups], Named(lines, "scaling-trained").Select(SetupOf));
        Assert.Equal([1, 2, 1, 2, 1, 2, 1, 2], _clusters);
        var results = Named(lines, "scaling-measured");
        Assert.Equal(setups, results.Select(SetupOf));
        Assert.All(results, line =>
        {
            Assert.Equal(("784-8-10", 20), (line.GetProperty("network").GetString(), line.GetProperty("batch").GetInt32()));
            Assert.InRange(Number(line, "samplesPerSecond"), Number(line, "lowestSamplesPerSecond"), Number(line, "highestSamplesPerSecond"));
            Assert.InRange(Number(line, "speedUp"), Number(line, "lowestSpeedUp"), Number(line, "highestSpeedUp"));
            var threads = Number(line, "workers") * Number(line, "threads");
            Assert.Equal(Number(line, "speedUp"), Number(line, "efficiency") * threads, 1e-9);
            Assert.Equal(20, Number(line, "stepSeconds") * Number(line, "samplesPerSecond"), 1e-9);
            Assert.InRange(Number(line, "busiestSeconds"), Number(line, "meanSeconds"), Number(line, "stepSeconds"));
            Assert.InRange(Number(line, "updateSeconds"), double.Epsilon, 1);
        });
        Assert.Equal(1, Number(results[0], "speedUp"));
        Assert.Equal("scaling", lines[^1].GetProperty("bench").GetString());
    }

    [Fact]
    public async Task Standard_networks_are_measured_on_the_data_that_train_uses()
    {
        var lines = await MeasureAsync("--workers", "1", "--repeats", "1");
        Assert.Equal(
            ["784-30-10", "784-30-10", "784-128-64-10", "784-128-64-10", "784-1024-1024-10", "784-1024-1024-10", "784-256-10", "784-256-10"],
            Named(lines, "scaling-measured").Select(line => line.GetProperty("network").GetString()));
    }

    [Fact]
    public async Task Worker_processes_join_over_the_network()
    {
        string[] program = ["env", $"XDG_CACHE_HOME={_command.Folder}", "dotnet", typeof(ActorNetCommand).Assembly.Location];
        _command.Context = _command.Context with { Coordinate = ClusterTrainer.TrainAsync, Program = program };
        var lines = await MeasureAsync("--network", "784-8-10", "--workers", "2", "--repeats", "1");
        var result = Named(lines, "scaling-measured")[^1];
        Assert.Equal("processes 2 1", SetupOf(result));
        Assert.InRange(Number(result, "busiestSeconds"), double.Epsilon, Number(result, "stepSeconds"));
    }

    [Fact]
    public async Task Table_is_for_people_and_the_chart_is_a_file()
    {
        Assert.Equal(0, await _command.RunAsync(
            "bench", "scaling", "--quick", "--network", "784-8-10", "--workers", "1,2", "--repeats", "1", "--plot", "speed.svg"));
        Assert.Contains(_command.OutLines, line => line.StartsWith("784-8-10, batch 128; the optimizer's step alone takes ", StringComparison.Ordinal));
        Assert.Contains(_command.OutLines, line => line.StartsWith("Where        Workers  Threads  Samples/s", StringComparison.Ordinal));
        Assert.Equal(2, _command.OutLines.Count(line => line.StartsWith("one process  ", StringComparison.Ordinal)));
        Assert.Equal(2, _command.OutLines.Count(line => line.StartsWith("processes  ", StringComparison.Ordinal)));
        Assert.All(_command.OutLines, line => Assert.Equal(line.TrimEnd(), line));
        var chart = await File.ReadAllTextAsync(Path.Combine(_command.Folder, "speed.svg"));
        Assert.All(["784-8-10, one process", "784-8-10, processes", "ideal"], text => Assert.Contains(text, chart, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Workers_that_cannot_be_started_are_one_sentence()
    {
        _command.Context = _command.Context with
        {
            Coordinate = (_, _, options, _, onEvent, cancellationToken) => WaitAsync(options, onEvent, cancellationToken),
            Program = ["sh", "-c", "echo No such network. >&2; exit 2"],
        };
        Assert.Equal(1, await _command.RunAsync("bench", "scaling", "--quick", "--network", "784-8-10", "--workers", "1", "--json"));
        Assert.Equal("Worker spawned-1 is not started again: it has ended with exit code 2: No such network.\n", _command.Error);
    }

    [Theory]
    [InlineData("--workers 256 --threads 256",
        "--threads is 256; allowed is a number with which the workers of a process have at most 4,096 compute threads together; 256 workers "
            + "have 65,536.")]
    [InlineData("--dataset digits --train-samples 61", "--train-samples is 61; allowed is a whole number from 1 to 60.")]
    [InlineData("--network 783-10",
        "--network is 783-10; allowed is a network that begins with 784, the features of a sample of data set 'auto'.")]
    [InlineData("--plot speed", "--plot is 'speed'; allowed is a file that ends with .png or .svg.")]
    [InlineData("--repeats 0", "--repeats is 0; allowed is a whole number from 1 to 1000.")]
    public async Task Wrong_argument_is_one_sentence(string arguments, string sentence)
    {
        Assert.Equal(2, await _command.RunAsync(["bench", "scaling", .. arguments.Split(' ')]));
        Assert.Equal(sentence + Environment.NewLine, _command.Error);
    }

    private async Task<List<JsonElement>> MeasureAsync(params string[] arguments)
    {
        Assert.Equal(0, await _command.RunAsync(["bench", "scaling", "--quick", "--json", .. arguments]));
        Assert.Equal("", _command.Error);
        return [.. _command.OutLines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private Task<TrainingResult> CoordinateAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions options, ClusterOptions cluster, Action<TrainingEvent> onEvent,
        CancellationToken cancellationToken)
    {
        _clusters.Add(cluster.MinWorkers);
        return _command.Context.Train(spec, dataset, options with { Workers = cluster.MinWorkers }, onEvent, cancellationToken);
    }

    private static async Task<TrainingResult> WaitAsync(
        TrainerOptions options, Action<TrainingEvent> onEvent, CancellationToken cancellationToken)
    {
        onEvent(new CoordinatorListening(options.RunId, "127.0.0.1:4710"));
        await Task.Delay(TimeSpan.FromMinutes(1), cancellationToken);
        throw new InvalidOperationException("The run was not cancelled within a minute.");
    }

    private static List<JsonElement> Named(IEnumerable<JsonElement> lines, string name) =>
        [.. lines.Where(line => line.TryGetProperty("event", out var value) && value.GetString() == name)];

    private static string SetupOf(JsonElement line) =>
        $"{line.GetProperty("placement")} {line.GetProperty("workers")} {line.GetProperty("threads")}";

    private static double Number(JsonElement line, string property) => line.GetProperty(property).GetDouble();
}
