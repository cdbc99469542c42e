using ActorNet.Computing.Exchange;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Transport.Connections;

namespace ActorNet.Computing.Tests.Exchange;

public class ExchangePlanCodecTests
{
    private static readonly ParameterLayout Layout = ParameterLayout.Of(NetworkSpec.Parse("7-5-3"));

    [Fact]
    public void Plan_round_trips()
    {
        var plan = new ExchangePlan(Layout, 9, [new(4, new SliceRange(1, 3)), new(2, new SliceRange(4, 1)), new(9, new SliceRange(5, 4))]);
        var bytes = ExchangePlanCodec.Write(plan, receiver: 1, isAudited: true);
        Assert.Equal(ExchangePlanCodec.LengthOf(3), bytes.Length);
        Assert.True(ExchangePlanCodec.IsAudited(bytes));
        Assert.Equal(3, ExchangePlanCodec.MembersOf(bytes.AsSpan(0, ExchangePlanCodec.LengthOf(0)), maxMembers: 3));
        var (read, receiver) = ExchangePlanCodec.Read(bytes, Layout, 9);
        Assert.Equal(1, receiver);
        Assert.True(read.IsOf(9, plan.Members));
    }

    [Theory]
    [InlineData(2, 0)] // receiver
    [InlineData(-1, 0)]
    [InlineData(1, 2, 4, 0, 3, 4, 3, 2)] // one worker twice
    [InlineData(1, 2, 4, 0, 3, 5, 4, 1)] // a gap
    [InlineData(1, 2, 4, 0, 3, 5, 3, 3)] // more slices than there are
    [InlineData(1, 2, 4, -1, 3, 5, 2, 1)]
    [InlineData(1, 2, 4, 0, 0, 5, 0, 5)]
    [InlineData(1, 2, 4, 0, int.MaxValue, 5, int.MaxValue, 5)]
    public void Invalid_plan_is_rejected(int receiver, params int[] integers)
    {
        int[] plan = integers is [0] ? [0, receiver, 2, 4, 0, 3, 5, 3, 2] : [0, receiver, .. integers];
        Assert.Throws<LinkClosedException>(() => ExchangePlanCodec.Read(System.Runtime.InteropServices.MemoryMarshal.AsBytes(plan.AsSpan()), Layout, 5));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Possible_number_of_members_is_accepted(int members) => Assert.Equal(
        members, ExchangePlanCodec.MembersOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes([0, 0, members]), maxMembers: 4));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Impossible_number_of_members_is_rejected(int members) => Assert.Throws<LinkClosedException>(
        () => ExchangePlanCodec.MembersOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes([0, 0, members]), maxMembers: 4));
}
