using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Testing;

/// <summary>Small learnable data: each class is a blob around a random centre.</summary>
internal static class SmallData
{
    public static Dataset Blobs(int train = 300, int test = 120, int features = 12, int classes = 4, float noise = 0.7f) =>
        new("blobs", "none", Samples(train, features, classes, noise, 1), Samples(test, features, classes, noise, 2));

    public static TrainingSpec Spec(OptimizerKind optimizer = OptimizerKind.Momentum, int batch = 33, int epochs = 2) =>
        new(NetworkSpec.Parse("12-9-7-4"))
        {
            Optimizer = new OptimizerSpec(optimizer, OptimizerSpec.DefaultLearningRateOf(optimizer)),
            BatchSize = batch,
            Epochs = epochs,
        };

    private static SampleSet Samples(int count, int features, int classes, float noise, uint stream)
    {
        var centres = Normals(new SeededRandom(5, RandomPurpose.Generation, 0), classes * features, 1f);
        var values = Normals(new SeededRandom(5, RandomPurpose.Generation, stream), count * features, noise);
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            for (var f = 0; f < features; f++)
                values[i * features + f] += centres[labels[i] * features + f];
        }

        return SampleSet.FromClasses(values, features, labels, classes);
    }

    private static float[] Normals(SeededRandom random, int count, float scale)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = random.NextNormal() * scale;
        return values;
    }
}
