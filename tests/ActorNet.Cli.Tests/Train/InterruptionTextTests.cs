using ActorNet.Cli.Train;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Tests.Train;

public sealed class InterruptionTextTests : IDisposable
{
    private readonly CommandHarness _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void Before_there_is_a_run_nothing_is_reported_as_saved()
    {
        var text = new InterruptionText(Request(), _command.Context);

        Assert.Equal("Stopping; there is nothing to save yet (repeat to end at once).", text.Stopping);
        Assert.Equal("Ended at once; nothing was saved.", text.EndedAtOnce);
    }

    [Fact]
    public void Ending_a_run_at_once_prints_the_checkpoint_to_resume_from()
    {
        var text = new InterruptionText(Request("--threads", "2"), _command.Context);
        var run = Run("my run");
        text.Begin(run);

        Assert.Equal("Stopping; what has been computed will be saved (repeat to end at once).", text.Stopping);
        Assert.Equal(
            "Ended at once, before the first checkpoint; start again with: actornet train --resume \"my run\" --threads 2",
            text.EndedAtOnce);

        run.Directory.Checkpoints.Write(
            FakeTrainer.State(run.Description.Spec, new float[run.Description.Spec.Network.ParameterCount], 1234));
        Assert.Equal(
            "Ended at once; the newest checkpoint is of step 1,234; resume with: actornet train --resume \"my run\" --threads 2",
            text.EndedAtOnce);
        Assert.Equal("Interrupted; resume with: actornet train --resume \"my run\" --threads 2", text.Interrupted);
    }

    private static TrainRequest Request(params string[] runOptions) =>
        new(new SpecRequest(), new DatasetRequest("digits"), 1, 1) { RunOptions = runOptions };

    private PreparedRun Run(string name)
    {
        var description = RunDescription.Create(
            new TrainingSpec(NetworkSpec.Parse("784-10")), DatasetDescription.Of(FakeData.Digits, new DatasetRequest("digits")), "test",
            _command.Clock.GetUtcNow());
        var directory = RunDirectory.Create(Path.Combine(_command.Folder, name), description);
        return new PreparedRun(directory, description, FakeData.Digits, State: null, IsResumed: false);
    }
}
