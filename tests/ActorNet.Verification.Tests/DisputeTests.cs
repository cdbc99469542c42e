using ActorNet.Learning;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Verification.Tests;

public sealed class DisputeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_with_a_wrong_gradient_is_named_with_step_and_layer()
    {
        var (right, wrong) = (await HonestAsync("right"), await FaultyAsync("wrong", first: 219, parameter: 130));

        // The order of the two does not matter.
        AssertWrong(wrong, right, new Dispute(right, wrong).Settle(TestRun.Data, 2).Runs);
        AssertWrong(wrong, right, new Dispute(wrong, right).Settle(TestRun.Data, 2).Runs);

        static void AssertWrong(RunDirectory wrong, RunDirectory right, IReadOnlyList<RunVerdict> verdicts)
        {
            Assert.Null(verdicts.Single(verdict => verdict.Run == right).Finding);
            var found = verdicts.Single(verdict => verdict.Run == wrong);
            Assert.Equal((220, 218, 2), (found.Finding!.Step, found.LastRightStep, found.Layer));
        }
    }

    /// <summary>A wrong weight shows in the losses of the next steps, which narrow down where it came from.</summary>
    [Fact]
    public async Task Losses_narrow_the_step_down()
    {
        var (right, wrong) = (await HonestAsync("right"), await FaultyAsync("wrong", first: 190, parameter: 0));
        var found = new Dispute(right, wrong).Settle(TestRun.Data, 2).Runs[1];

        Assert.Equal((190, 192, 1), (found.LastRightStep, found.Finding!.Step, found.Layer));
    }

    [Fact]
    public async Task Only_the_interval_in_which_they_part_is_computed()
    {
        var dispute = new Dispute(await HonestAsync("right"), await FaultyAsync("wrong", first: 230, parameter: 0));

        Assert.Equal((220, 275, 55), (dispute.CommonSteps, dispute.PartedAt, dispute.StepsToCompute));
        Assert.Equal(220, dispute.From.Step);
        Assert.Equal(275, dispute.Settle(TestRun.Data, 1).Step);
    }

    [Fact]
    public async Task Without_a_checkpoint_before_it_is_computed_from_the_seed()
    {
        var (right, wrong) = (await HonestAsync("right"), await FaultyAsync("wrong", first: 230, parameter: 0));
        right.Checkpoints.RemoveFrom(0);
        wrong.Checkpoints.RemoveFrom(0);
        var dispute = new Dispute(right, wrong);

        Assert.Equal((null, 275), (dispute.From.File, dispute.StepsToCompute));
        Assert.Equal([true, false], dispute.Settle(TestRun.Data, 1).Runs.Select(run => run.Finding is null));
    }

    /// <summary>Its checkpoint has the chain's weights, but a state that would lead to its own wrong weights.</summary>
    [Fact]
    public async Task Checkpoint_that_the_chains_do_not_vouch_for_is_not_used()
    {
        var (right, wrong) = (await HonestAsync("right"), await FaultyAsync("wrong", first: 230, parameter: 0));
        right.Checkpoints.RemoveFrom(0);
        Tampering.ResealCheckpoint(wrong, 220, state => state with { OptimizerState = [Tampering.Changed(state.OptimizerState[0])] });
        var dispute = new Dispute(right, wrong);

        Assert.Equal(110, dispute.From.Step);
        Assert.Equal([true, false], dispute.Settle(TestRun.Data, 1).Runs.Select(run => run.Finding is null));
    }

    [Fact]
    public async Task Both_can_be_wrong()
    {
        var dispute = new Dispute(
            await FaultyAsync("one", first: 170, parameter: 0), await FaultyAsync("other", first: 180, parameter: 0));

        Assert.Equal([172, 182], dispute.Settle(TestRun.Data, 1).Runs.Select(run => (int)run.Finding!.Step!));
    }

    [Fact]
    public async Task Forged_loss_is_named_though_the_weights_are_right()
    {
        var (right, wrong) = (await HonestAsync("right"), await HonestAsync("wrong"));
        Tampering.ForgeMetrics(wrong, line => line is StepsCompleted { Step: 70 } steps ? steps with { Loss = 0 } : line);
        var found = new Dispute(right, wrong).Settle(TestRun.Data, 1).Runs[1];

        Assert.Equal((70, 68, null), (found.Finding!.Step, found.LastRightStep, found.Layer));
    }

    [Fact]
    public async Task Broken_chain_is_wrong_without_computing()
    {
        var (right, wrong) = (await HonestAsync("right"), await HonestAsync("wrong"));
        Tampering.ChangeMetrics(wrong, line => line is StepsCompleted { Step: 70 } steps ? steps with { Loss = 0 } : line);
        var dispute = new Dispute(right, wrong);

        Assert.Equal([null, 110L], dispute.Broken.Select(finding => finding?.Step));
        Assert.Null(dispute.PartedAt);
    }

    [Fact]
    public async Task Equal_runs_and_a_shorter_one_do_not_part()
    {
        var right = await HonestAsync("right");
        var shorter = await TestRun.TrainAsync(_folder["shorter"], spec: TestRun.Spec with { Epochs = 2 });

        Assert.Equal((null, 330), (new Dispute(right, await HonestAsync("same", workers: 3)).PartedAt, new Dispute(right, right).CommonSteps));
        Assert.Equal((null, 220), (new Dispute(right, shorter).PartedAt, new Dispute(right, shorter).CommonSteps));
    }

    [Fact]
    public async Task Runs_with_other_options_are_rejected()
    {
        var (right, other) = (await HonestAsync("right"), await TestRun.TrainAsync(_folder["other"], spec: TestRun.Spec with { Seed = 5 }));
        var error = Assert.Throws<InvalidInputException>(() => new Dispute(right, other));

        Assert.Contains("have different options, seeds or data", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abcd", "abcd", 4)]
    [InlineData("abcd", "abxy", 2)]
    [InlineData("abcd", "xyzu", 0)]
    [InlineData("abcd", "ab", 2)]
    [InlineData("abc", "abx", 2)]
    [InlineData("", "", 0)]
    public void Bisection_finds_the_first_link_that_differs(string one, string other, int expected)
    {
        Assert.Equal(expected, Dispute.FirstDifference(Links(one), Links(other)));
        Assert.Equal(expected, Dispute.FirstDifference(Links(other), Links(one)));

        static List<WeightsHashed> Links(string links) =>
            [.. links.Select((link, step) => new WeightsHashed("r", step, "", [], "") { Link = $"{link}" })];
    }

    private Task<RunDirectory> HonestAsync(string name, int workers = 1) => TestRun.TrainAsync(_folder[name], new() { Workers = workers });

    private Task<RunDirectory> FaultyAsync(string name, long first, int parameter) => TestRun.TrainAsync(
        _folder[name], new() { CreateComputer = (spec, samples) => new FaultyComputer(spec, samples, first, parameter) });
}
