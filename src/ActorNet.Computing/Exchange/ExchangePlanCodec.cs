using System.Runtime.InteropServices;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Transport.Connections;

namespace ActorNet.Computing.Exchange;

/// <summary>
/// An exchange's plan in a frame, as little-endian int32: 1 if the exchange is audited, otherwise 0; the receiver's index among the members,
/// the number of members, and for each member its number in the run, its first slice and the number of its slices.
/// </summary>
internal static class ExchangePlanCodec
{
    private const int HeadIntegers = 3;
    private const int MemberIntegers = 3;

    public static int LengthOf(int members) => (HeadIntegers + MemberIntegers * members) * sizeof(int);

    public static byte[] Write(ExchangePlan plan, int receiver, bool isAudited)
    {
        var integers = new List<int> { isAudited ? 1 : 0, receiver, plan.Members.Length };
        foreach (var (worker, slices) in plan.Members)
            integers.AddRange([worker, slices.First, slices.Count]);
        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(integers)).ToArray();
    }

    /// <summary>The number of members, from the first bytes of a plan.</summary>
    /// <exception cref="LinkClosedException">It is not possible.</exception>
    public static int MembersOf(ReadOnlySpan<byte> head, int maxMembers)
    {
        var members = MemoryMarshal.Cast<byte, int>(head)[2];
        return members >= 2 && members <= maxMembers
            ? members
            : throw new LinkClosedException($"the coordinator sent an exchange of {members} members");
    }

    /// <summary>Whether the exchange is audited, from the first bytes of a plan.</summary>
    public static bool IsAudited(ReadOnlySpan<byte> head) => MemoryMarshal.Cast<byte, int>(head)[0] != 0;

    /// <summary>The bytes that are the same in all exchanges of a plan.</summary>
    public static ReadOnlySpan<byte> WithoutFlag(ReadOnlySpan<byte> bytes) => bytes[sizeof(int)..];

    /// <exception cref="LinkClosedException">It is not a plan for a minibatch of so many slices.</exception>
    public static (ExchangePlan Plan, int Receiver) Read(ReadOnlySpan<byte> bytes, ParameterLayout layout, int sliceCount)
    {
        var integers = MemoryMarshal.Cast<byte, int>(bytes);
        var members = new ExchangeMember[integers[2]];
        for (var i = 0; i < members.Length; i++)
        {
            var member = integers[(HeadIntegers + MemberIntegers * i)..];
            members[i] = new ExchangeMember(member[0], new SliceRange(member[1], member[2]));
        }

        try
        {
            return (uint)integers[1] < members.Length
                ? (new ExchangePlan(layout, sliceCount, members), integers[1])
                : throw new LinkClosedException($"the coordinator sent an exchange without this worker, as member {integers[1]}");
        }
        catch (ArgumentException invalid)
        {
            throw new LinkClosedException($"the coordinator sent an exchange that is none: {invalid.Message}", invalid);
        }
    }
}
