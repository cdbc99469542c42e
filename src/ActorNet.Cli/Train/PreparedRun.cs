using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>A run that is ready to be trained.</summary>
/// <param name="Directory">Where it is kept.</param>
/// <param name="Description">What it is; for a run that is to go on for longer, newer than what run.json says.</param>
/// <param name="Dataset">Its data.</param>
/// <param name="State">The state to go on from; null for a new run.</param>
/// <param name="IsResumed">Whether the run was started earlier.</param>
internal sealed record PreparedRun(
    RunDirectory Directory, RunDescription Description, Dataset Dataset, TrainingState? State, bool IsResumed);
