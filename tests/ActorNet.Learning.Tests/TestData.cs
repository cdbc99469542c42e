using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;

namespace ActorNet.Learning.Tests;

/// <summary>Small data sets and numbers, the same in every run; <c>stream</c> selects among them.</summary>
internal static class TestData
{
    /// <summary>Standard normal numbers: both signs and many magnitudes, so that the order of a sum shows in its bits.</summary>
    public static float[] Normals(int count, uint stream, float scale = 1f)
    {
        var random = new SeededRandom(99, RandomPurpose.Generation, stream);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = random.NextNormal() * scale;
        return values;
    }

    /// <summary>Overlapping clouds, one per class, around their own centres: learnable, but not in a few steps.</summary>
    public static SampleSet Classes(int count, int features, int classes, uint stream = 1)
    {
        var centres = Normals(classes * features, 1000, 1.5f);
        var values = Normals(count * features, stream);
        var labels = new int[count];
        for (var sample = 0; sample < count; sample++)
        {
            labels[sample] = sample * 7 % classes;
            for (var i = 0; i < features; i++)
                values[sample * features + i] += centres[labels[sample] * features + i];
        }

        return SampleSet.FromClasses(values, features, labels, classes);
    }

    /// <summary>Targets that are noisy mixtures of the features.</summary>
    public static SampleSet Values(int count, int features, int outputs, uint stream = 1)
    {
        var values = Normals(count * features, stream);
        var targets = Normals(count * outputs, stream + 1000, 0.1f);
        for (var i = 0; i < targets.Length; i++)
            targets[i] += 0.5f * values[i / outputs * features + i % outputs % features];
        return SampleSet.FromValues(values, features, targets, outputs);
    }

    /// <summary>A data set of such samples, with a third as many test samples.</summary>
    public static Dataset Dataset(bool isClassification, int count, int features, int outputs)
    {
        SampleSet Make(int samples, uint stream) =>
            isClassification ? Classes(samples, features, outputs, stream) : Values(samples, features, outputs, stream);
        return new Dataset("synthetic", "", Make(count, 1), Make(count / 3 + 1, 2));
    }
}
