using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Exchange;

/// <summary>A member of an exchange: the worker's number in the run, and the slices whose gradient it computes.</summary>
internal readonly record struct ExchangeMember(int Worker, SliceRange Slices);

/// <summary>
/// Who computes and adds what in an exchange: consecutive slices of a minibatch of <c>sliceCount</c>, in the members' order, and a shard of
/// the parameters for each member.
/// </summary>
internal sealed class ExchangePlan
{
    private readonly ExchangeMember[] _members;

    /// <exception cref="ArgumentException">There are fewer than two members, their slices do not follow each other within the minibatch, or
    /// a worker occurs twice.</exception>
    public ExchangePlan(ParameterLayout layout, int sliceCount, ExchangeMember[] members)
    {
        if (members.Length < 2 || members.DistinctBy(member => member.Worker).Count() < members.Length)
            throw new ArgumentException("An exchange has at least two members, each of them once.", nameof(members));
        var end = members[0].Slices.First;
        foreach (var (_, slices) in members)
        {
            if (slices.First != end || slices.First < 0 || slices.Count < 1 || slices.Count > sliceCount - slices.First)
                throw new ArgumentException("The slices of an exchange's members follow each other.", nameof(members));
            end = slices.End;
        }

        (_members, SliceCount) = (members, sliceCount);
        Slices = new SliceRange(members[0].Slices.First, end - members[0].Slices.First);
        Shards = new ShardLayout(layout, members.Length);
        ParameterCount = layout.ParameterCount;
    }

    public ReadOnlySpan<ExchangeMember> Members => _members;

    /// <summary>The members' numbers in the run.</summary>
    public IEnumerable<int> Workers => _members.Select(member => member.Worker);

    /// <summary>The slices of the whole minibatch.</summary>
    public int SliceCount { get; }

    /// <summary>The slices of all members.</summary>
    public SliceRange Slices { get; }

    public ShardLayout Shards { get; }

    public int ParameterCount { get; }

    /// <summary>The index of a worker; -1 if it is no member.</summary>
    public int IndexOf(int worker) => Array.FindIndex(_members, member => member.Worker == worker);

    /// <summary>The index of the member that computes these slices.</summary>
    public int IndexOf(SliceRange slices) => Array.FindIndex(_members, member => member.Slices == slices);

    public bool IsOf(int sliceCount, ReadOnlySpan<ExchangeMember> members) => sliceCount == SliceCount && members.SequenceEqual(_members);
}
