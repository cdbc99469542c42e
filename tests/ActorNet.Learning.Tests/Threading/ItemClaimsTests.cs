using ActorNet.Learning.Threading;
using CsCheck;

namespace ActorNet.Learning.Tests.Threading;

/// <summary>Every item is claimed once in a round, and by the same member in every round unless that one is late.</summary>
public sealed class ItemClaimsTests
{
    private static readonly Gen<(int Count, int Members)> Sizes = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 9]);

    [Fact]
    public void Member_tries_every_item_once() => Sizes.Sample((count, members) =>
    {
        for (var member = 0; member < members; member++)
            Assert.Equal(Enumerable.Range(0, count), Tried(count, member, members).Order());
    });

    [Fact]
    public void Members_that_are_equally_fast_take_parts_of_their_own()
    {
        Assert.Equal([0, 1, 2, 3], Claimed(count: 8, members: 2)[0]);
        Assert.Equal([7, 6, 5, 4], Claimed(count: 8, members: 2)[1]);
        Sizes.Sample((count, members) =>
        {
            var claimed = Claimed(count, members);
            Assert.Equal(Enumerable.Range(0, count), claimed.SelectMany(items => items).Order());
            Assert.All(claimed, items => Assert.InRange(items.Count, 0, (count + members - 1) / members + 1));
        });
    }

    [Fact]
    public void Items_are_claimed_once_in_each_round_by_threads_that_race()
    {
        const int count = 500, members = 3;
        var claims = new ItemClaims();
        var times = new int[count];
        using var team = new ThreadTeam(members);
        for (var round = 1; round <= 20; round++)
        {
            claims.Begin(count);
            Deadline.Run(() => team.Run(new Claiming(claims, times)));
            Assert.All(times, time => Assert.Equal(round, time));
        }
    }

    private sealed class Claiming(ItemClaims claims, int[] times) : ITeamTask
    {
        public void Run(int member, int members)
        {
            for (var position = 0; claims.ClaimNext(0, times.Length, member, members, ref position) is var item and >= 0;)
                Interlocked.Increment(ref times[item]);
        }
    }

    private static IEnumerable<int> Tried(int count, int member, int members) =>
        Enumerable.Range(0, count).Select(position => ItemClaims.At(position, count, member, members));

    /// <summary>What each member gets if they claim an item each by turns.</summary>
    private static List<List<int>> Claimed(int count, int members)
    {
        var claims = new ItemClaims();
        claims.Begin(count);
        var tried = Enumerable.Range(0, members).Select(member => new Queue<int>(Tried(count, member, members))).ToList();
        var claimed = tried.Select(_ => new List<int>()).ToList();
        while (tried.Any(queue => queue.Count > 0))
            for (var member = 0; member < members; member++)
                while (tried[member].TryDequeue(out var item))
                    if (claims.TryClaim(item))
                    {
                        claimed[member].Add(item);
                        break;
                    }

        return claimed;
    }
}
