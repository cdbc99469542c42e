using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Models.Trained;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Verification.Tests;

/// <summary>Whatever is changed in the folder of a run is found, and named.</summary>
public sealed class TamperedRunTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private RunDirectory _run = null!;

    public async Task InitializeAsync() => _run = await TestRun.TrainAsync(
        _folder["run"], new() { CheckpointEvery = 25, KeptCheckpoints = 100 });

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Changed_line_of_the_metrics()
    {
        Tampering.ChangeMetrics(_run, line => line is StepsCompleted { Step: 130 } steps ? steps with { Loss = steps.Loss - 0.1 } : line);

        AssertFound("metrics.jsonl", 165, "The chain in metrics.jsonl breaks at step 165: a line of the steps 111 to 165 was changed");
    }

    [Fact]
    public void Changed_accuracy_in_the_metrics()
    {
        Tampering.ChangeMetrics(_run, line => line is EpochCompleted { Epoch: 3 } epoch ? epoch with { TestAccuracy = 1 } : line);

        AssertFound("metrics.jsonl", 330, "breaks at step 330");
    }

    [Fact]
    public void Removed_line_of_the_metrics()
    {
        Tampering.ChangeMetrics(_run, line => line is StepsCompleted { Step: 20 } ? null : line);

        AssertFound("metrics.jsonl", 55, "breaks at step 55: a line of the steps 1 to 55");
    }

    [Fact]
    public void Line_of_the_metrics_that_is_no_event()
    {
        var lines = File.ReadAllLines(_run.MetricsPath);
        lines[9] = lines[9].Replace("loss\":", "loss\":x", StringComparison.Ordinal);
        File.WriteAllLines(_run.MetricsPath, lines);

        AssertFound("metrics.jsonl", null, "is damaged: line 10 is not an event");
    }

    [Fact]
    public void Changed_link()
    {
        Tampering.ChangeMetrics(_run, line => line is WeightsHashed { Step: 220 } link ? link with { Link = new string('0', 64) } : line);

        AssertFound("metrics.jsonl", 220, "or the link of step 165 or 220 was changed");
    }

    [Fact]
    public void Changed_hash_of_the_weights()
    {
        Tampering.ChangeMetrics(_run, line => line is WeightsHashed { Step: 55 } link ? link with { WeightsSha256 = new string('0', 64) } : line);

        AssertFound("metrics.jsonl", 55, "breaks at step 55");
    }

    /// <summary>It would be in no interval, and so never be compared.</summary>
    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    [InlineData(99_999)]
    public void Line_of_a_step_where_it_does_not_belong(long step)
    {
        Tampering.ForgeMetrics(_run, line => line is StepsCompleted { Step: 130 } steps ? steps with { Step = step } : line);

        AssertFound("metrics.jsonl", 165, $"has a line of step {step:N0} where those up to step 165 are due");
    }

    [Fact]
    public void Epoch_after_the_end_of_the_chain()
    {
        var last = File.ReadAllLines(_run.MetricsPath).Select(TrainingEventJson.Read).OfType<EpochCompleted>().Last();
        File.AppendAllText(_run.MetricsPath, TrainingEventJson.Write(last with { Epoch = 4, Step = 440, TestAccuracy = 0.999 }) + "\n");

        AssertFound("metrics.jsonl", 385, "has a line of step 440 where those up to step 385 are due");
    }

    [Theory]
    [InlineData("testAccuracy", 0.9999, "has another test loss or accuracy than metrics.jsonl has for epoch 3")]
    [InlineData("testLoss", 0.0001, "has another test loss or accuracy than metrics.jsonl has for epoch 3")]
    [InlineData("parameters", 7, "has 7 parameters")]
    public void Changed_number_of_the_summary(string member, double value, string sentence)
    {
        Tampering.ChangeJson(_run, "summary.json", member, member == "parameters" ? (int)value : value);

        AssertFound("summary.json", member == "parameters" ? null : 330, sentence);
    }

    [Fact]
    public void Removed_epochs_of_the_summary()
    {
        Tampering.ChangeJson(_run, "summary.json", "epochs", new System.Text.Json.Nodes.JsonArray());

        AssertFound("summary.json", null, "has other epochs than metrics.jsonl");
    }

    /// <summary>They were trained from other weights than those of the seed, which a checkpoint of step 0 has.</summary>
    [Fact]
    public void Checkpoint_of_step_0_does_not_take_the_place_of_the_seed()
    {
        CheckpointFile.Write(_run.Checkpoints.PathOf(0), _run.Description, TrainingState.Beginning(TestRun.Spec, ParameterInitialization.Create(TestRun.Spec.Network, TestRun.Spec.Seed)));

        var verification = new RunVerification(_run);
        Assert.Null(verification.Finding);
        Assert.All(verification.Plan.Draw(long.MaxValue, 1).Where(stretch => stretch.From.Step == 0), stretch => Assert.Null(stretch.From.File));
    }

    [Fact]
    public void Removed_link()
    {
        Tampering.ForgeMetrics(_run, line => line is WeightsHashed { Step: 165 } ? null : line);

        AssertFound("metrics.jsonl", 165, "where those up to step 165 are due");
    }

    [Fact]
    public void Removed_end_of_the_chain()
    {
        Tampering.ChangeMetrics(_run, line => line is WeightsHashed { Step: > 165 } or StepsCompleted { Step: > 165 } or EpochCompleted { Step: > 165 } ? null : line);

        AssertFound("metrics.jsonl", 330, "the run ended after step 330, but its chain ends at step 165");
    }

    [Theory]
    [InlineData("spec.seed", 2)]
    [InlineData("spec.l2", 0.5)]
    [InlineData("spec.optimizer.learningRate", 0.25)]
    [InlineData("dataset.sha256", "other")]
    public void Changed_option_in_run_json(string option, object value)
    {
        Tampering.ChangeJson(_run, "run.json", option, System.Text.Json.JsonSerializer.SerializeToNode(value)!);

        AssertFound("run.json", 0, "does not begin with the options in run.json");
    }

    [Fact]
    public void More_epochs_in_run_json_than_were_trained()
    {
        Tampering.ChangeJson(_run, "run.json", "spec.epochs", 4);

        AssertFound("summary.json", 330, "all epochs were done after step 330, but by run.json they have 440 steps");
    }

    [Fact]
    public void Checkpoint_resealed_with_other_weights()
    {
        Tampering.ResealCheckpoint(_run, 220, state => state with { Parameters = Tampering.Changed(state.Parameters) });

        AssertFound("checkpoints/step-00000220.safetensors", 220, "those of the chain after step 220 are");
    }

    [Fact]
    public void Checkpoint_resealed_with_another_optimizer_state()
    {
        Tampering.ResealCheckpoint(_run, 220, state => state with { OptimizerState = [Tampering.Changed(state.OptimizerState[0])] });

        AssertFound("checkpoints/step-00000220.safetensors", 220, "not the state of its optimizer");
    }

    /// <summary>No link tells its weights; they do not follow from the checkpoint before, and do not lead to the next link.</summary>
    [Fact]
    public void Checkpoint_between_links_resealed_with_other_weights()
    {
        Tampering.ResealCheckpoint(_run, 125, state => state with { Parameters = Tampering.Changed(state.Parameters) });

        AssertFound("checkpoints/step-00000125.safetensors", 125, "does not have the state that step 125 leads to");
    }

    [Fact]
    public void Model_resealed_with_other_weights()
    {
        var model = ModelFile.Read(_run.ModelPath);
        _run.WriteModel(Tampering.Changed(model.Parameters, 130));

        AssertFound("model.safetensors", 330, "those of the chain after step 330 are");
    }

    [Fact]
    public void Summary_with_another_hash()
    {
        Tampering.ChangeJson(_run, "summary.json", "weightsSha256", new string('0', 64));

        AssertFound("summary.json", 330, "File 'summary.json' has final weights of SHA-256 000");
    }

    [Fact]
    public void Last_line_with_another_hash()
    {
        Tampering.ChangeMetrics(_run, line => line is TrainingCompleted end ? end with { WeightsSha256 = new string('0', 64) } : line);

        AssertFound("metrics.jsonl", 330, "File 'metrics.jsonl' has final weights of SHA-256 000");
    }

    [Fact]
    public void Summary_of_fewer_steps()
    {
        Tampering.ChangeJson(_run, "summary.json", "steps", 220);

        AssertFound("summary.json", 220, "ends after step 220, but the chain ends at step 330");
    }

    [Fact]
    public void Summary_with_another_accuracy()
    {
        Tampering.ChangeJson(_run, "summary.json", "epochs.1.testAccuracy", 0.99);

        AssertFound("summary.json", 220, "other losses or accuracies for epoch 2");
    }

    [Fact]
    public void Loss_changed_with_all_links_made_right_again()
    {
        Tampering.ForgeMetrics(_run, line => line is StepsCompleted { Step: 130 } steps ? steps with { Loss = steps.Loss - 0.1 } : line);

        AssertFound("metrics.jsonl", 130, "Step 130 does not hold: metrics.jsonl has loss");
    }

    [Fact]
    public void Accuracy_changed_with_all_links_and_the_summary_made_right_again()
    {
        Tampering.ForgeMetrics(_run, line => line is EpochCompleted { Epoch: 2 } epoch ? epoch with { TestAccuracy = 0.99 } : line);
        Tampering.ChangeJson(_run, "summary.json", "epochs.1.testAccuracy", 0.99);

        AssertFound("metrics.jsonl", 220, "other losses or accuracies of epoch 2");
    }

    [Fact]
    public async Task Run_that_was_computed_wrongly()
    {
        var run = await TestRun.TrainAsync(
            _folder["wrong"], new() { CreateComputer = (spec, samples) => new FaultyComputer(spec, samples, first: 219, parameter: 130) });

        AssertFound("metrics.jsonl", 220, "from layer 2 on", run);
    }

    private void AssertFound(string file, long? step, string sentence, RunDirectory? run = null)
    {
        var verification = new RunVerification(RunDirectory.Open((run ?? _run).Path));
        if (verification.Finding is null)
            verification.Compute(TestRun.Data, verification.Plan.Draw(long.MaxValue, seed: 1), threads: 1, CancellationToken.None);

        Assert.NotNull(verification.Finding);
        Assert.Contains(sentence, verification.Finding.Sentence, StringComparison.Ordinal);
        Assert.Equal((file, step), (verification.Finding.File, verification.Finding.Step));
        Assert.EndsWith(".", verification.Finding.Sentence, StringComparison.Ordinal);
    }
}
