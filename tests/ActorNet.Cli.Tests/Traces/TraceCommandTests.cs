using System.Text.Json;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using ActorNet.Tracing;
using ActorNet.Tracing.Files;

namespace ActorNet.Cli.Tests.Traces;

public sealed class TraceCommandTests : IDisposable
{
    private const int Steps = 9;

    private static readonly string[] Training =
    [
        "train", "--dataset", "digits", "--network", "784-5-10", "--batch", "20", "--micro-batch", "2", "--epochs", "3", "--workers", "3",
        "--quiet",
    ];

    private readonly CommandHarness _command = new CommandHarness().WithRealEngine();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Traced_run_has_the_same_weights_and_its_trace_every_slice_of_every_step_once()
    {
        Assert.Equal(0, await _command.RunAsync([.. Training, "--out", "plain"]));
        await RecordAsync("a.trace");
        Assert.Equal(WeightsOf("plain"), WeightsOf("a"));

        var spec = RunDirectory.Open(Path.Combine(_command.Folder, "a")).Description.Spec;
        var plan = new MinibatchPlan(spec, FakeData.Digits.Train.Count);
        var trace = Read("a.trace");
        var steps = trace.Messages.Where(message => message.RoundKind == RoundKind.Gradient).GroupBy(message => message.Step!.Value).ToList();
        Assert.Equal(Enumerable.Range(0, Steps), steps.Select(step => (int)step.Key));
        foreach (var step in steps)
        {
            var requests = step.Where(message => message.Kind == "ComputeGradient").Select(message => (message.To, message.Slices)).Order();
            var answers = step.Where(message => message.Kind == "GradientComputed").Select(message => (message.From, message.Slices)).Order();
            Assert.Equal(requests, answers);
            Assert.Equal(
                Enumerable.Range(0, plan.SlicesIn(step.Key)),
                requests.SelectMany(request => Enumerable.Range(request.Slices!.Value.First, request.Slices.Value.Count)).Order());
        }

        Assert.All(trace.Messages, message => Assert.Equal(message.SentAt, message.ReceivedAt));
        Assert.Equal(["coordinator", "worker-1", "worker-2", "worker-3"], trace.Lanes.Order());
    }

    [Fact]
    public async Task Hashes_are_of_sampled_steps_or_of_all()
    {
        await RecordAsync("a.trace");
        await RecordAsync("b.trace", "--trace-hashes", "all");
        Assert.Equal([0], HashedSteps("a.trace"));
        Assert.Equal(Enumerable.Range(0, Steps).Select(step => (long)step), HashedSteps("b.trace"));

        IEnumerable<long> HashedSteps(string name) => Read(name).Messages
            .Where(message => message is { RoundKind: RoundKind.Gradient, Hash: not null }).Select(message => message.Step!.Value).Distinct();
    }

    [Fact]
    public async Task Two_runs_with_the_same_options_are_equal_and_other_options_are_named()
    {
        await RecordAsync("a.trace");
        await RecordAsync("b.trace", "--trace-hashes", "all");
        await RecordAsync("c.trace", "--seed", "2");

        Assert.Equal(0, await _command.RunAsync("trace", "diff", "a.trace", "b.trace"));
        Assert.Matches(@"^All \d+ hashes that both have are equal, in 12 rounds in common\.", _command.OutLines[0]);
        Assert.Equal(1, await _command.RunAsync("trace", "diff", "a.trace", "c.trace"));
        Assert.Equal("The runs have different options: --seed is 1 in a.trace and 2 in c.trace.", _command.OutLines[0]);
        Assert.Matches(
            @"^First difference: step 0, slices? .*: ComputeGradient to worker-. with hash .* in a\.trace, ", _command.OutLines[1]);
    }

    [Fact]
    public async Task Message_with_another_hash_is_named()
    {
        await RecordAsync("a.trace", "--trace-hashes", "all");
        var trace = Read("a.trace");
        var changed = trace with
        {
            Messages =
            [
                .. trace.Messages.Select(
                    message => message is { Kind: "GradientComputed", Step: 4 } ? message with { Hash = 1 } : message),
            ],
        };
        using (var file = File.Create(Path.Combine(_command.Folder, "b.trace")))
            TraceFile.Write(file, changed);

        Assert.Equal(1, await _command.RunAsync("trace", "diff", "a.trace", "b.trace"));
        Assert.Matches(
            @"^First difference: step 4, slices? 0.*: GradientComputed of (worker-\d) with hash [0-9a-f]{16} in a\.trace, "
                + @"GradientComputed of \1 with hash 0000000000000001 in b\.trace\.", _command.OutLines[0]);
    }

    [Fact]
    public async Task Summary_is_a_table_or_json()
    {
        await RecordAsync("a.trace");
        Assert.Equal(0, await _command.RunAsync("trace", "a.trace"));
        Assert.Matches(@"^Run \S+: 9 steps and \d+ messages in ", _command.OutLines[0]);
        Assert.Contains(_command.OutLines, line => line.StartsWith("GradientComputed  ", StringComparison.Ordinal));
        Assert.Contains(_command.OutLines, line => line.StartsWith("worker-3 ", StringComparison.Ordinal));

        Assert.Equal(0, await _command.RunAsync("trace", "a.trace", "--json"));
        var json = JsonDocument.Parse(_command.Out).RootElement;
        Assert.Equal((Steps, 0), (json.GetProperty("steps").GetInt32(), json.GetProperty("lost").GetInt32()));
    }

    [Fact]
    public async Task Step_is_drawn_in_each_format_and_the_run_is_exported()
    {
        await RecordAsync("a.trace");
        Assert.Equal(0, await _command.RunAsync("trace", "a.trace", "--step", "4"));
        Assert.Equal(3, _command.OutLines.Count(line => line.Contains("ComputeGradient(step 4", StringComparison.Ordinal)));
        Assert.Equal(0, await _command.RunAsync("trace", "a.trace", "--step", "4", "--format", "mermaid"));
        Assert.StartsWith("sequenceDiagram", _command.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _command.RunAsync("trace", "a.trace", "--step", "4", "--format", "svg", "--out", "step.svg"));
        Assert.StartsWith("<svg ", File.ReadAllText(Path.Combine(_command.Folder, "step.svg")), StringComparison.Ordinal);
        Assert.Equal(0, await _command.RunAsync("trace", "a.trace", "--export", "perfetto", "--out", "run.json"));
        var events = JsonDocument.Parse(File.ReadAllText(Path.Combine(_command.Folder, "run.json"))).RootElement.GetProperty("traceEvents");
        Assert.Contains(events.EnumerateArray(), each => each.GetProperty("name").GetString() == "step 4");
    }

    [Theory]
    [InlineData("trace", "`actornet trace` needs a file that --trace has recorded, or `diff` and two of them.")]
    [InlineData("trace none", "File 'none' does not exist; `actornet train --trace FILE` records a trace.")]
    [InlineData("trace text", "File 'text' is no trace; `actornet train --trace FILE` records one.")]
    [InlineData("trace empty --step 4", "--step is 4; allowed is a step of this trace, which has none.")]
    [InlineData("trace gaps --step 4", "--step is 4; allowed is a step of this trace: 0 to 2 and 5.")]
    [InlineData("trace gaps --format svg", "--format is of the diagram of a step; give --step N too.")]
    [InlineData("trace gaps --export perfetto", "--out is missing; allowed is the file for --export.")]
    [InlineData("trace gaps --out x", "--out is for a diagram or an export; give --step N or --export perfetto too.")]
    [InlineData("trace gaps --step 1 --json", "--json, --step and --export exclude each other; give one of them.")]
    [InlineData("trace gaps --step 1 --out text", "--out is 'text'; allowed is a file that does not exist yet.")]
    [InlineData("trace diff gaps", "B is missing: another trace of a run with the same options.")]
    [InlineData("trace diff gaps none", "File 'none' does not exist; `actornet train --trace FILE` records a trace.")]
    [InlineData("train --trace text", "--trace is 'text'; allowed is a new file, or a trace to replace; this is another file.")]
    [InlineData("train --trace .", "--trace is '.'; allowed is a file, but this is a folder.")]
    [InlineData("train --trace-hashes all", "--trace-hashes is all without a trace; give --trace FILE too.")]
    public async Task Wrong_input_is_one_sentence_and_writes_nothing(string arguments, string sentence)
    {
        _command.Write("text", "no trace");
        Write("empty", []);
        Write("gaps", [0, 1, 2, 5]);

        Assert.Equal(2, await _command.RunAsync(arguments.Split(' ')));
        Assert.Equal(sentence + Environment.NewLine, _command.Error);
        Assert.Equal(3, Directory.EnumerateFileSystemEntries(_command.Folder).Count());
    }

    [Fact]
    public async Task Older_trace_is_replaced()
    {
        Write("a.trace", [0, 1000]);
        await RecordAsync("a.trace");
        Assert.Equal(
            Steps - 1, Read("a.trace").Messages.Where(message => message.RoundKind == RoundKind.Gradient).Max(message => message.Step));
    }

    private async Task RecordAsync(string name, params string[] options) => Assert.Equal(
        0, await _command.RunAsync([.. Training, "--trace", name, "--out", Path.GetFileNameWithoutExtension(name), .. options]));

    private string WeightsOf(string run) => RunDirectory.Open(Path.Combine(_command.Folder, run)).ReadSummary()!.WeightsSha256;

    private Trace Read(string name) => TraceFile.Read(Path.Combine(_command.Folder, name), name);

    private void Write(string name, long[] steps)
    {
        using var file = File.Create(Path.Combine(_command.Folder, name));
        TraceFile.Write(file, new Trace(new TraceHeader("run", 64, []), [.. steps.Select(step => new TracedMessage
        {
            Kind = "ComputeGradient", From = TracedMessage.Coordinator, To = "a", RunId = "run", Incarnation = 1,
            RoundKind = RoundKind.Gradient, Step = step, Bytes = 0, SentAt = TimeSpan.Zero, ReceivedAt = TimeSpan.Zero,
        })], 0));
    }
}
