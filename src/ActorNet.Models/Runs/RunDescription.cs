using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;

namespace ActorNet.Models.Runs;

/// <summary>What run.json says: enough to repeat the run and to go on with it.</summary>
/// <param name="Version">The version of the run directory's layout: <see cref="CurrentVersion"/>.</param>
/// <param name="RunId">The run's name: UTC time and four digits of a hash, such as "20261122-201530-3f9a".</param>
/// <param name="Created">When the run was created, UTC.</param>
/// <param name="Program">The program that created it, such as "actornet 0.1.0".</param>
/// <param name="Dataset">Its data.</param>
/// <param name="Spec">What decides its weights, with the slice size spelled out.</param>
internal sealed record RunDescription(
    int Version, string RunId, DateTimeOffset Created, string Program, DatasetDescription Dataset, TrainingSpec Spec)
{
    /// <summary>The layout this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Describes a new run and names it.</summary>
    public static RunDescription Create(TrainingSpec spec, DatasetDescription dataset, string program, DateTimeOffset now)
    {
        spec = Complete(spec);
        var created = now.ToUniversalTime();
        var runId = string.Create(CultureInfo.InvariantCulture, $"{created:yyyyMMdd-HHmmss}-{TrainingHash(spec, dataset.Sha256).AsSpan(0, 4)}");
        return new RunDescription(CurrentVersion, runId, created, program, dataset, spec);
    }

    /// <summary>SHA-256, in lower-case hexadecimal, over all that decides the weights: runs with the same end with the same.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="datasetSha256">The data set's SHA-256.</param>
    public static string TrainingHash(TrainingSpec spec, string datasetSha256) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Complete(spec), JsonFormat.Options) + datasetSha256)));

    /// <summary>A default that a later version may change is no part of a promise to repeat the run: this says what it is.</summary>
    private static TrainingSpec Complete(TrainingSpec spec) => spec with { MicroBatchSize = spec.EffectiveMicroBatchSize };
}
