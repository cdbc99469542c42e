using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Train;

/// <summary>
/// A run that is ready to be trained: from the state, null for a new run, and by the description, which may have more epochs than run.json.
/// </summary>
internal sealed record PreparedRun(
    RunDirectory Directory, RunDescription Description, Dataset Dataset, TrainingState? State, bool IsResumed);

/// <summary>A new run that has no directory yet; its initial state is null if its weights are drawn.</summary>
internal sealed record RunDraft(RunDescription Description, Dataset Dataset, TrainingState? Initial);
