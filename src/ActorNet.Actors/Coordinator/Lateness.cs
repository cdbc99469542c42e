namespace ActorNet.Actors.Coordinator;

/// <summary>Who is late, by the clock of whoever looks.</summary>
internal sealed class Lateness(Patience patience)
{
    private TimeSpan _lookedAt;

    /// <summary>
    /// Takes note that the clock is looked at, as it is every few milliseconds. Whoever has not looked for long has been standing still
    /// itself, in a debugger or in a suspended machine: no worker is to blame for that, and all begin anew.
    /// </summary>
    public void Look(TimeSpan now, IReadOnlyList<RoundMember> members)
    {
        var hasStoodStill = now - _lookedAt > patience.PauseOfCoordinator;
        _lookedAt = now;
        for (var i = 0; hasStoodStill && i < members.Count; i++)
            members[i].BeginAnew(now);
    }

    /// <summary>Whether what a worker owes should be asked of another too.</summary>
    public bool IsLate(RoundMember member, TimeSpan now) =>
        !member.IsIdle && now - member.BusySince > patience.BeforeSpeculation(member.Expected());

    /// <summary>Whether a worker that owes something should be given up.</summary>
    public bool IsHopeless(RoundMember member, TimeSpan now) => now - member.BusySince > patience.BeforeDrop(member.Expected());
}
