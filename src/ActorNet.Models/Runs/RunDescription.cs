using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;

namespace ActorNet.Models.Runs;

/// <summary>The content of run.json: enough to repeat the run and to resume it.</summary>
/// <param name="Version">The version of the run directory's layout: <see cref="CurrentVersion"/>.</param>
/// <param name="RunId">The run's id: UTC time and four digits of a hash, such as "20261122-201530-3f9a".</param>
/// <param name="Created">The creation time, UTC.</param>
/// <param name="Program">The program that created it, such as "actornet 0.1.0".</param>
/// <param name="Dataset">The data.</param>
/// <param name="Spec">Everything that determines the weights, with an explicit micro-batch size.</param>
internal sealed record RunDescription(
    int Version, string RunId, DateTimeOffset Created, string Program, DatasetDescription Dataset, TrainingSpec Spec)
{
    /// <summary>The layout version that this program reads and writes.</summary>
    public const int CurrentVersion = 1;

    public static RunDescription Create(TrainingSpec spec, DatasetDescription dataset, string program, DateTimeOffset now)
    {
        spec = Complete(spec);
        var created = now.ToUniversalTime();
        var hash = TrainingHash(spec, dataset.Sha256);
        var runId = string.Create(CultureInfo.InvariantCulture, $"{created:yyyyMMdd-HHmmss}-{hash.AsSpan(0, 4)}");
        return new RunDescription(CurrentVersion, runId, created, program, dataset, spec);
    }

    /// <summary>SHA-256, in lower-case hexadecimal, over everything that determines the weights: equal hashes mean equal weights.</summary>
    public static string TrainingHash(TrainingSpec spec, string datasetSha256) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonFormat.Text(Complete(spec)) + datasetSha256)));

    /// <summary>
    /// The <see cref="TrainingHash"/> from which the chain over the metrics begins. Epochs that may be added later are not in it, and that is
    /// all but those that a cosine schedule is made for: 0 takes their place.
    /// </summary>
    public string ChainOrigin() => TrainingHash(
        Spec.Schedule.Kind == ScheduleKind.Cosine ? Spec : Spec with { Epochs = 0 }, Dataset.Sha256);

    /// <summary>Makes the default micro-batch size explicit, because a later version may change the default.</summary>
    private static TrainingSpec Complete(TrainingSpec spec) => spec with { MicroBatchSize = spec.EffectiveMicroBatchSize };
}
