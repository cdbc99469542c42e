namespace ActorNet.Learning.Threading;

/// <summary>Threads that share a task.</summary>
internal interface ITeam
{
    /// <summary>
    /// Runs <paramref name="task"/> on the caller and on every other member that joins, and returns when all that joined have finished.
    /// The caller's earlier writes are visible to all members, and theirs to the caller afterwards.
    /// </summary>
    /// <exception cref="Exception">What a member threw.</exception>
    void Run(ITeamTask task);
}

internal interface ITeamTask
{
    /// <summary>
    /// Runs the share of member <paramref name="member"/>, counted from 0, of at most <paramref name="members"/>. In a
    /// <see cref="ThreadTeam"/> every member takes part, the caller as member 0; in other teams perhaps only some, and numbers may be shared
    /// or exceed <paramref name="members"/>: they decide only what a member tries first. A thread has the same number in one task after
    /// another as long as the team's threads are the same.
    /// </summary>
    void Run(int member, int members);
}
