using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;

namespace ActorNet.Models.Tests;

/// <summary>Small test data.</summary>
internal static class Samples
{
    public static NetworkSpec Network { get; } = NetworkSpec.Parse("5-4-3");

    public static TrainingSpec Spec { get; } = new(Network)
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.001f) { Beta2 = 0.99f },
        Schedule = LearningRateSchedule.Parse("step:3:0.7"),
        L2 = 1e-4f,
        BatchSize = 24,
        Epochs = 7,
        Seed = ulong.MaxValue,
        ValidationSamples = 2,
        Patience = 4,
        TargetAccuracy = 0.975,
    };

    public static DatasetDescription Data { get; } = new(
        new DatasetRequest("/data/iris.csv", "/data", "species", "classification"), "iris", new string('a', 64), 120, 30, 5, 3, true)
    {
        ImageSize = new ImageSize(5, 1),
        Scaling = [.. Enumerable.Range(0, 5).Select(i => new FeatureScaling($"column {i}", i + 0.1, 0.3))],
        ClassNames = ["setosa", "versicolor", "virginica \u00e9\""],
        Notice = "A notice.",
    };

    public static DateTimeOffset Now { get; } = new(2026, 11, 22, 20, 15, 30, TimeSpan.Zero);

    public static RunDescription Run { get; } = RunDescription.Create(Spec, Data, "actornet 1.2.3", Now);

    public static TrainingState State(long step, bool withBest = true) => new(
        step, Vector(1), [Vector(2), Vector(3)], 0.1 + 0.2, withBest ? new BestEpoch(2, 1.0 / 3, Vector(4)) : null)
    {
        ReportLossSum = 2.0 / 3,
        ReportSamples = 96,
    };

    public static float[] Vector(uint index)
    {
        var random = new SeededRandom(7, RandomPurpose.Generation, index);
        var vector = new float[Network.ParameterCount];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = random.NextSymmetricFloat();
        return vector;
    }
}
