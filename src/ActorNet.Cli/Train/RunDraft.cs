using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>A new run that has no directory yet.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Dataset">Its data.</param>
/// <param name="Initial">Its initial state; null where its weights are drawn.</param>
internal sealed record RunDraft(RunDescription Description, Dataset Dataset, TrainingState? Initial);
