namespace ActorNet.Coordination.Scheduling;

/// <summary>Decides which workers are late, by the coordinator's clock.</summary>
internal sealed class StragglerDetector(StragglerTimeouts timeout)
{
    private TimeSpan _lastCheck;

    /// <summary>
    /// Called every few milliseconds. A long gap between calls means that the coordinator itself was paused, by a debugger or a suspended
    /// machine; no worker is to blame, so all timers restart.
    /// </summary>
    /// <returns>Whether it was paused.</returns>
    public bool CheckForPause(TimeSpan now, IReadOnlyList<WorkerState> members)
    {
        var wasPaused = now - _lastCheck > timeout.CoordinatorPause;
        _lastCheck = now;
        for (var i = 0; wasPaused && i < members.Count; i++)
            members[i].RestartTimer(now);
        return wasPaused;
    }

    /// <summary>Whether the worker's slices should be assigned to another too.</summary>
    public bool IsLate(WorkerState member, TimeSpan now) =>
        !member.IsIdle && now - member.BusySince > timeout.BeforeSpeculation(member.Expected());

    /// <summary>Whether the worker should be dropped; it has an outstanding request.</summary>
    public bool IsTimedOut(WorkerState member, TimeSpan now) => now - member.BusySince > timeout.BeforeDrop(member.Expected());
}
