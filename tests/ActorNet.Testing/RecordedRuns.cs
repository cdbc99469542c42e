using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Testing;

/// <summary>Runs for recorder tests, and their events.</summary>
internal static class RecordedRuns
{
    /// <summary>A run in a directory that does not exist yet: 10 samples in minibatches of 5, so 2 steps per epoch.</summary>
    public static RunDirectory Create(string path, string network = "3-2")
    {
        var spec = new TrainingSpec(NetworkSpec.Parse(network)) { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 1), BatchSize = 5 };
        var data = new DatasetDescription(new DatasetRequest("digits"), "digits", "ab", 10, 5, 3, 2, true);
        return RunDirectory.Create(path, RunDescription.Create(spec, data, "test", DateTimeOffset.UnixEpoch));
    }

    public static StepsCompleted Steps(int step) => new("r", 1, step, step, 500, 0.5, 0.1, 10, []);

    public static EpochCompleted Epoch(int epoch) => new("r", epoch, 10 * epoch, 0.5, null, null, 0.5, 0.9, 1, 10, false);

    public static TrainingRewound Rewound(int toStep) => new("r", toStep, 1, "why");

    public static TrainingState State(long step, int parameters = 8, int? bestEpoch = null) => new(
        step, new float[parameters], [], 0, bestEpoch is { } epoch ? new BestEpoch(epoch, 0.5, new float[parameters]) : null);

    public static IEnumerable<string> Lines(params IEnumerable<TrainingEvent> events) => events.Select(TrainingEventJson.Write);
}
