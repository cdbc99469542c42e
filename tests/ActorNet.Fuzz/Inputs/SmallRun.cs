using ActorNet.Actors.Joining;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Fuzz.Inputs;

/// <summary>A run with messages of a few hundred bytes: 219 parameters, 9 slices per step.</summary>
internal sealed class SmallRun
{
    private readonly DatasetArchive _archive;

    public SmallRun()
    {
        Dataset = SmallData.Blobs();
        Spec = SmallData.Spec() with { ValidationSamples = 40 };
        Plan = new MinibatchPlan(Spec, Dataset.Train.Count);
        _archive = new DatasetArchive(Dataset);
        Parameters = Canary.ParametersOf(Spec);
    }

    public Dataset Dataset { get; }

    public TrainingSpec Spec { get; }

    public MinibatchPlan Plan { get; }

    public float[] Parameters { get; }

    public byte[] Archive()
    {
        using var stream = new MemoryStream();
        _archive.Write(stream);
        return stream.ToArray();
    }

    public RunOffer Offer() => new(
        "run", 1, Spec, Plan, Dataset.Test.Count, Offered, new ArchiveBytes(_archive), Parameters, "127.0.0.1:4710", new JoinTokens(),
        new LinkTable(), [], TimeProvider.System);

    public DatasetOffered Offered => new(Dataset.Name, _archive.Sha256, _archive.Length);
}
