using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Verify;

/// <summary>The options of `actornet verify`.</summary>
internal sealed record VerifyRequest(long? Steps, bool All, ulong? Seed, DatasetRequest Data, bool DataIsNamed, bool Json);
