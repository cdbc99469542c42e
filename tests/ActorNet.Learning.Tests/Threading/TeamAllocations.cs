using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Tests.Threading;

/// <summary>What the threads of all members of a team allocate.</summary>
internal sealed class TeamAllocations(ThreadTeam team) : ITeamTask
{
    private readonly long[] _bytes = new long[team.Members];

    /// <summary>
    /// The least that one of several calls allocates: the runtime itself may allocate a little on any thread, at any time but not for ever.
    /// </summary>
    public long MinOf(int attempts, Action action)
    {
        action();
        var min = long.MaxValue;
        for (var attempt = 0; attempt < attempts && min > 0; attempt++)
        {
            var before = Now();
            action();
            min = Math.Min(min, Now() - before);
        }

        return min;
    }

    void ITeamTask.Run(int member, int members) => _bytes[member] = GC.GetAllocatedBytesForCurrentThread();

    private long Now()
    {
        team.Run(this);
        return _bytes.Sum();
    }
}
