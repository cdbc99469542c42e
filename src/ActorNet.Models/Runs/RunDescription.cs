using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorNet.Learning.Training;

namespace ActorNet.Models.Runs;

/// <summary>What run.json says: enough to repeat the run and to go on with it.</summary>
/// <param name="Version">The version of the run directory's layout: <see cref="CurrentVersion"/>.</param>
/// <param name="RunId">The run's name: UTC time and four digits of a hash, such as "20261122-201530-3f9a".</param>
/// <param name="Created">When the run was created, UTC.</param>
/// <param name="Program">The program that created it, such as "actornet 0.1.0".</param>
/// <param name="Dataset">Its data.</param>
/// <param name="Spec">What decides its weights, with the slice size spelled out.</param>
public sealed record RunDescription(
    int Version, string RunId, DateTimeOffset Created, string Program, DatasetDescription Dataset, TrainingSpec Spec)
{
    /// <summary>The layout this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Describes a new run and names it.</summary>
    public static RunDescription Create(TrainingSpec spec, DatasetDescription dataset, string program, DateTimeOffset now)
    {
        // A default that a later version may change is no part of a promise to repeat the run: write what it is.
        spec = spec with { MicroBatchSize = spec.EffectiveMicroBatchSize };
        var created = now.ToUniversalTime();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(spec, RunJson.Options) + dataset.Sha256));
        var runId = string.Create(CultureInfo.InvariantCulture, $"{created:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(hash.AsSpan(0, 2))}");
        return new RunDescription(CurrentVersion, runId, created, program, dataset, spec);
    }
}
