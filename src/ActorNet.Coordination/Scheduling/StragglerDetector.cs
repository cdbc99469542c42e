
namespace ActorNet.Coordination.Scheduling;

/// <summary>Who is late, by the clock of whoever looks.</summary>
internal sealed class StragglerDetector(StragglerTimeouts timeout)
{
    private TimeSpan _lookedAt;

    /// <summary>
    /// Takes note that the clock is looked at, as it is every few milliseconds. Whoever has not looked for long has been standing still
    /// itself, in a debugger or in a suspended machine: no worker is to blame for that, and all begin anew.
    /// </summary>
    public void CheckForPause(TimeSpan now, IReadOnlyList<WorkerState> members)
    {
        var hasStoodStill = now - _lookedAt > timeout.CoordinatorPause;
        _lookedAt = now;
        for (var i = 0; hasStoodStill && i < members.Count; i++)
            members[i].RestartTimer(now);
    }

    /// <summary>Whether what a worker owes should be asked of another too.</summary>
    public bool IsLate(WorkerState member, TimeSpan now) =>
        !member.IsIdle && now - member.BusySince > timeout.BeforeSpeculation(member.Expected());

    /// <summary>Whether a worker that owes something should be given up.</summary>
    public bool IsLost(WorkerState member, TimeSpan now) => now - member.BusySince > timeout.BeforeDrop(member.Expected());
}
