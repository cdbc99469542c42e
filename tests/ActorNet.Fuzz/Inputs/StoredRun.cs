using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;
using ActorNet.Models.Trained;

namespace ActorNet.Fuzz.Inputs;

/// <summary>The files of a run. The bytes are the same every time; otherwise an input's number would not identify it.</summary>
internal static class StoredRun
{
    public static RunDescription Describe()
    {
        var run = new SmallRun();
        var data = new DatasetDescription(
            new DatasetRequest("/data/blobs.csv", "/data", "class", "classification"), "blobs", new string('a', 64), 300, 120, 12, 4, true)
        {
            Scaling = [.. Enumerable.Range(0, 12).Select(i => new FeatureScaling($"feature {i}", 0.1 * i, 0.3))],
            ClassNames = ["one", "two", "three", "four"],
            Notice = "A notice \u00e9\".",
        };
        return RunDescription.Create(run.Spec, data, "actornet 1.2.3", new DateTimeOffset(2026, 11, 22, 20, 15, 30, TimeSpan.Zero));
    }

    public static TrainingState State() => new(12, Vector(1), [Vector(2)], 0.1 + 0.2, new BestEpoch(1, 1.0 / 3, Vector(3)));

    /// <summary>The bytes of a checkpoint file.</summary>
    public static byte[] Checkpoint() => WriteAndRead(path => CheckpointFile.Write(path, Describe(), State()));

    /// <summary>The bytes of a model file.</summary>
    public static byte[] Model() =>
        WriteAndRead(path => new ModelFile(Describe().Spec.Network, State().Parameters, Describe().Dataset).Write(path));

    private static byte[] WriteAndRead(Action<string> write)
    {
        var folder = Directory.CreateTempSubdirectory("actornet-fuzz-").FullName;
        try
        {
            var path = Path.Combine(folder, "file");
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static float[] Vector(uint index)
    {
        var random = new SeededRandom(7, RandomPurpose.Generation, index);
        var vector = new float[Describe().Spec.Network.ParameterCount];
        foreach (ref var value in vector.AsSpan())
            value = random.NextSymmetricFloat();
        return vector;
    }
}
