using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Tests.Threading;

/// <summary>Bytes allocated by the threads of all members of a team.</summary>
internal sealed class TeamAllocations(ThreadTeam team) : ITeamTask
{
    private readonly long[] _bytes = new long[team.Members];

    /// <summary>The minimum over several calls: the runtime itself occasionally allocates a little on any thread.</summary>
    public long MinOf(int attempts, Action action)
    {
        action();
        var min = long.MaxValue;
        for (var attempt = 0; attempt < attempts && min > 0; attempt++)
        {
            var before = TotalBytes();
            action();
            min = Math.Min(min, TotalBytes() - before);
        }

        return min;
    }

    void ITeamTask.Run(int member, int members) => _bytes[member] = GC.GetAllocatedBytesForCurrentThread();

    private long TotalBytes()
    {
        team.Run(this);
        return _bytes.Sum();
    }
}
