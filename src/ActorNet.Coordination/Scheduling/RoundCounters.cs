namespace ActorNet.Coordination.Scheduling;

/// <summary>What went another way than planned, counted since the run began.</summary>
/// <param name="Stale">Answers that nobody had asked for, or to a round that was over.</param>
/// <param name="Duplicate">Answers about slices of the round under way that somebody else had answered first.</param>
/// <param name="Reassigned">Ranges of slices that went from a lost worker to others.</param>
/// <param name="Speculated">Ranges of slices that were given to a second worker because the first was late.</param>
/// <param name="Audited">Ranges of slices that were given to a second worker to compare their answers.</param>
internal readonly record struct RoundCounters(long Stale, long Duplicate, long Reassigned, long Speculated, long Audited);
