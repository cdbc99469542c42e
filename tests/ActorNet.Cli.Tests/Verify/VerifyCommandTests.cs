using System.Text.Json;
using System.Text.RegularExpressions;
using ActorNet.Cli.Context;
using ActorNet.Cli.Tests.Inference;

namespace ActorNet.Cli.Tests.Verify;

public sealed partial class VerifyCommandTests : IAsyncLifetime, IDisposable
{
    private readonly CommandHarness _command = new CommandHarness().WithRealEngine();

    public async Task InitializeAsync()
    {
        _command.Context = _command.Context with { Load = (_, _, _) => Task.FromResult(TrainedRun.Digits) };
        await TrainAsync("mine");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Honest_run_holds_and_the_output_says_what_was_computed()
    {
        Assert.Equal(ExitCodes.Done, await _command.RunAsync("verify", "mine", "--seed", "4"));

        Assert.Equal("", _command.Error);
        Assert.Matches(AuditOutput(), _command.Out);
    }

    [Fact]
    public async Task Same_seed_repeats_a_verdict()
    {
        await _command.RunAsync("verify", "mine");
        var first = _command.Out;
        await _command.RunAsync("verify", "mine", "--seed", Seed().Match(first).Groups[1].Value);

        Assert.Equal(first, _command.Out);
    }

    [Fact]
    public async Task All_steps_are_computed_as_json_says()
    {
        Assert.Equal(ExitCodes.Done, await _command.RunAsync("verify", "mine", "--all", "--json"));

        var report = JsonDocument.Parse(_command.Out).RootElement;
        Assert.True(report.GetProperty("holds").GetBoolean());
        Assert.Equal((64, 64), (report.GetProperty("steps").GetInt64(), report.GetProperty("computedSteps").GetInt64()));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("seed").ValueKind);
    }

    [Fact]
    public async Task Changed_line_ends_with_one_sentence_and_code_1()
    {
        ChangeLoss("mine");

        Assert.Equal(ExitCodes.Failed, await _command.RunAsync("verify", "mine"));
        Assert.StartsWith("The chain in metrics.jsonl breaks at step 32: ", _command.Error, StringComparison.Ordinal);
        Assert.Single(_command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCodes.Failed, await _command.RunAsync("verify", "mine", "--json"));
        var finding = JsonDocument.Parse(_command.Out).RootElement.GetProperty("finding");
        Assert.Equal(("metrics.jsonl", 32), (finding.GetProperty("file").GetString(), finding.GetProperty("step").GetInt64()));
    }

    [Fact]
    public async Task Equal_runs_have_no_dispute()
    {
        await TrainAsync("theirs", "--workers", "3");

        Assert.Equal(ExitCodes.Done, await _command.RunAsync("verify", "mine", "theirs"));
        Assert.Equal("The chains of 'mine' and 'theirs' agree up to step 64, the last that both have; there is no dispute.\n", _command.Out);
    }

    [Fact]
    public async Task Dispute_names_the_wrong_run()
    {
        await TrainAsync("theirs");
        ChangeLoss("theirs");

        Assert.Equal(ExitCodes.Failed, await _command.RunAsync("verify", "mine", "theirs"));
        Assert.StartsWith("Run 'theirs' is wrong: The chain in metrics.jsonl breaks at step 32", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_of_other_data_is_not_computed()
    {
        _command.Context = _command.Context with { Load = FakeData.Load };

        Assert.Equal(ExitCodes.WrongInput, await _command.RunAsync("verify", "mine"));
        Assert.Contains("verify it with the same data.", _command.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_without_a_chain_is_named()
    {
        var metrics = Path.Combine(_command.Folder, "mine", "metrics.jsonl");
        File.WriteAllLines(metrics, File.ReadAllLines(metrics).Where(line => !line.Contains("weights-hashed", StringComparison.Ordinal)));

        Assert.Equal(ExitCodes.Failed, await _command.RunAsync("verify", "mine"));
        Assert.Contains("has no chain in its metrics.jsonl", _command.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify", "RUN is missing: a run (its folder, or its id under runs/)")]
    [InlineData("verify nowhere", "Run 'nowhere' does not exist")]
    [InlineData("verify mine --steps 0", "--steps is 0; allowed is a whole number from 1")]
    [InlineData("verify mine --steps 31", "--steps is 31; allowed is a number from 32, the fewest with which an interval of this run can be computed")]
    [InlineData("verify mine --all --steps 9", "--all computes every step; leave out --steps and --seed")]
    [InlineData("verify mine --all --seed 9", "--all computes every step; leave out --steps and --seed")]
    [InlineData("verify mine --seed -1", "--seed is -1; allowed is a whole number from 0")]
    [InlineData("verify mine mine --all", "--steps, --all and --seed choose the steps of one run")]
    [InlineData("verify mine mine mine", "verify is given 3 runs; it audits one, or settles a dispute between two")]
    [InlineData("verify mine other", "have different options, seeds or data")]
    [InlineData("verify mine --step 5", "--step is not an option of actornet verify; did you mean --steps?")]
    public async Task Wrong_arguments_end_with_a_sentence_and_code_2(string arguments, string sentence)
    {
        await TrainAsync("other", "--seed", "2");

        Assert.Equal(ExitCodes.WrongInput, await _command.RunAsync(arguments.Split(' ')));
        Assert.Contains(sentence, _command.Error, StringComparison.Ordinal);
        Assert.Equal("", _command.Out);
    }

    private async Task TrainAsync(string folder, params string[] options) => Assert.Equal(ExitCodes.Done, await _command.RunAsync(
        ["train", "--dataset", "digits", "--network", "784-12-10", "--epochs", "2", "--batch", "128", "--out", folder, "--quiet", .. options]));

    private void ChangeLoss(string run)
    {
        var metrics = Path.Combine(_command.Folder, run, "metrics.jsonl");
        var lines = File.ReadAllLines(metrics);
        var line = Array.FindIndex(lines, each => each.Contains("\"step\":7,", StringComparison.Ordinal));
        lines[line] = Loss().Replace(lines[line], "\"loss\":0.25");
        File.WriteAllLines(metrics, lines);
    }

    [GeneratedRegex("\"loss\":[0-9.]+")]
    private static partial Regex Loss();

    [GeneratedRegex("--seed ([0-9]+)")]
    private static partial Regex Seed();

    [GeneratedRegex(
        @"^Run       [0-9a-f-]+\nChain     3 links over 64 steps fit run\.json, metrics\.jsonl, (1 checkpoint|2 checkpoints) and the result\n"
        + @"Computed  32 of 64 steps, 50\.0 %, drawn with --seed 4\n          steps (1 to 32, from the seed|33 to 64, from '.+')\nAll holds\n$")]
    private static partial Regex AuditOutput();
}
