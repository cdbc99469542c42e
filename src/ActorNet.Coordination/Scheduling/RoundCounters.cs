namespace ActorNet.Coordination.Scheduling;

/// <summary>Deviations from the plan, counted since the run began.</summary>
/// <param name="Stale">Answers without a request, or for a round that is over.</param>
/// <param name="Duplicate">Answers for slices of the current round that another worker answered first.</param>
/// <param name="Reassigned">Slice ranges reassigned from a lost worker.</param>
/// <param name="Speculated">Slice ranges also assigned to a second worker because the first was late.</param>
/// <param name="Audited">Slice ranges also assigned to a second worker to compare their answers.</param>
/// <param name="Exchanged">Exchanges completed.</param>
/// <param name="Abandoned">Exchanges given up, whose slices the workers computed again.</param>
internal readonly record struct RoundCounters(long Stale, long Duplicate, long Reassigned, long Speculated, long Audited, long Exchanged, long Abandoned);
