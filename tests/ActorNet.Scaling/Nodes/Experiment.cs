using System.Runtime.InteropServices;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;

namespace ActorNet.Scaling.Nodes;

/// <summary>What the nodes of a run have to know; the program passes it to them as JSON.</summary>
/// <param name="Network">The network.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="Steps">Steps measured.</param>
/// <param name="SecondsPerSample">How long a worker computes the gradient of a sample.</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="Coordinator">The coordinator's endpoint, HOST:PORT.</param>
/// <param name="CacheFolder">Where workers find the data set.</param>
/// <param name="Parent">The process that started the node.</param>
internal sealed record Experiment(
    LayerWidths Network, int Batch, int Steps, double SecondsPerSample, int Workers, string Coordinator, string CacheFolder, int Parent)
{
    private const int TestSamples = 16;
    private const int SettlingSteps = 20;

    public int WarmUpSteps => WarmUpStepsOf(Workers);

    /// <summary>Steps of the run, whose samples are one epoch.</summary>
    public int TotalSteps => WarmUpSteps + Steps;

    public TrainingSpec Spec => SpecOf(Network, Batch);

    /// <exception cref="InvalidInputException">The text is not an experiment.</exception>
    public static Experiment Parse(string json) => JsonFormat.Read<Experiment>(json, "The experiment");

    /// <summary>First steps that are not measured: in one step per worker its share is computed twice, since it is audited.</summary>
    public static int WarmUpStepsOf(int workers) => workers + SettlingSteps;

    public static TrainingSpec SpecOf(LayerWidths network, int batch)
    {
        var spec = TrainingPresets.Default.Spec;
        return spec with { Network = spec.Network with { Widths = network }, BatchSize = batch, Epochs = 1 };
    }

    /// <summary>Random bytes: nothing is learned from them.</summary>
    public Dataset CreateDataset() => new("random", "", RandomImages(TotalSteps * Batch), RandomImages(TestSamples));

    private SampleSet RandomImages(int count)
    {
        var random = new SeededRandom(1, RandomPurpose.Generation, 0);
        var pixels = new byte[count * Network[0]];
        foreach (ref var eight in MemoryMarshal.Cast<byte, ulong>(pixels.AsSpan()))
            eight = random.NextBits();
        var classes = Network[Network.Count - 1];
        return SampleSet.FromImages(pixels, Network[0], [.. Enumerable.Range(0, count).Select(sample => sample % classes)], classes);
    }
}
