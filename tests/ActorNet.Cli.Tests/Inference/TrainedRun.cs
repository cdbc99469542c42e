using ActorNet.Coordination.Training;
using ActorNet.Data.Digits;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Tests.Inference;

/// <summary>A network that has learned some digits, trained once for all tests.</summary>
internal static class TrainedRun
{
    public static Dataset Digits { get; } = GeneratedDigits.Load(trainSamples: 4_000, testSamples: 1_000);

    public static TrainingSpec Spec { get; } = new(NetworkSpec.Parse("784-30-10")) { Epochs = 3 };

    private static readonly Lazy<Task<TrainingResult>> Result = new(
        () => Trainer.TrainAsync(Spec, Digits, new TrainerOptions { Workers = 2 }, _ => { }));

    /// <summary>Its weights.</summary>
    public static async Task<float[]> ParametersAsync() => (await Result.Value).Parameters;

    /// <summary>A command that loads these digits, and in whose folder there is the run "learned" with the model.</summary>
    public static async Task<CommandHarness> CommandAsync()
    {
        var command = new CommandHarness();
        command.Context = command.Context with { Load = (_, _, _) => Task.FromResult(Digits) };
        var description = RunDescription.Create(
            Spec, DatasetDescription.Of(Digits, new DatasetRequest("digits")), "test", command.Clock.GetUtcNow());
        var run = RunDirectory.Create(Path.Combine(command.Folder, "learned"), description);
        run.WriteModel(await ParametersAsync());
        return command;
    }
}

/// <summary>Tests of commands that take the run "learned".</summary>
public abstract class LearnedRunTests : IAsyncLifetime
{
    private protected CommandHarness _command = null!;

    public async Task InitializeAsync() => _command = await TrainedRun.CommandAsync();

    public Task DisposeAsync()
    {
        _command.Dispose();
        return Task.CompletedTask;
    }
}
