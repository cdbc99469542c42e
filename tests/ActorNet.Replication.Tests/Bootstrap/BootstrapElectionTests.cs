using ActorNet.Learning.Numerics;
using ActorNet.Protocol;
using ActorNet.Replication.Bootstrap;

namespace ActorNet.Replication.Tests.Bootstrap;

public sealed class BootstrapElectionTests
{
    [Fact]
    public void Single_coordinator_forms_a_cluster_at_once() =>
        Assert.IsType<BootstrapDecision.Form>(new BootstrapElection("a").Decide([], 0));

    [Fact]
    public void No_cluster_is_formed_without_a_majority()
    {
        var election = new BootstrapElection("a");
        Assert.Equal(new BootstrapDecision.Wait(1), election.Decide([], 1));
        Assert.Equal(new BootstrapDecision.Wait(1), election.Decide([], 2));
        Assert.Equal(new BootstrapDecision.Wait(2), election.Decide([], 3));
        Assert.Equal(new BootstrapDecision.Wait(1), election.Decide([Answer("b", "a")], 4));
        Assert.Equal("", election.Vote);
    }

    [Fact]
    public void Existing_cluster_is_joined() =>
        Assert.Equal(
            new BootstrapDecision.Join("at c"), new BootstrapElection("a").Decide([Answer("b", "a"), Answer("c", "", isMember: true)], 2));

    [Fact]
    public void Smallest_endpoint_forms_the_cluster_once_it_has_a_majority_of_votes()
    {
        var (first, second) = (new BootstrapElection("a"), new BootstrapElection("b"));
        Assert.Equal(new BootstrapDecision.Wait(0), second.Decide([Answer("a", "")], 2));
        Assert.Equal("a", second.Vote);
        Assert.IsType<BootstrapDecision.Form>(first.Decide([Answer("b", "a")], 2));
    }

    [Fact]
    public void Vote_is_kept_while_its_candidate_answers()
    {
        var election = new BootstrapElection("c");
        election.Decide([Answer("b", "")], 2);
        election.Decide([Answer("a", ""), Answer("b", "")], 2);
        Assert.Equal("b", election.Vote);
        election.Decide([Answer("a", "")], 2);
        Assert.Equal("a", election.Vote);
    }

    /// <summary>Coordinators query each other in any order, and any pairs of them may be permanently disconnected.</summary>
    [Fact]
    public void At_most_one_cluster_is_formed_under_any_partition()
    {
        for (var run = 0u; run < 3_000; run++)
        {
            var random = new SeededRandom(1, RandomPurpose.Generation, run);
            var count = 2 + random.NextInt(4);
            var (elections, formed) = (Enumerable.Range(0, count).Select(i => new BootstrapElection(Name(i))).ToArray(), new bool[count]);
            var member = new bool[count];
            var reaches = new bool[count, count];
            for (var i = 0; i < count; i++)
            {
                for (var j = i + 1; j < count; j++)
                    reaches[i, j] = reaches[j, i] = random.NextInt(4) > 0;
            }

            for (var query = 0; query < 20 * count; query++)
            {
                var i = random.NextInt(count);
                if (member[i])
                    continue;
                var answers = Enumerable.Range(0, count).Where(j => j != i && reaches[i, j])
                    .Select(j => Answer(Name(j), elections[j].Vote, member[j])).ToList();
                switch (elections[i].Decide(answers, count - 1))
                {
                    case BootstrapDecision.Form:
                        (formed[i], member[i]) = (true, true);
                        break;
                    case BootstrapDecision.Join:
                        member[i] = true;
                        break;
                }
            }

            Assert.True(formed.Count(one => one) <= 1, $"run {run}: {formed.Count(one => one)} of {count} formed a cluster");
        }
    }

    /// <summary>Without disconnected pairs all coordinators join one cluster, regardless of the order of queries.</summary>
    [Fact]
    public void All_coordinators_join_one_cluster()
    {
        for (var run = 0u; run < 300; run++)
        {
            var random = new SeededRandom(2, RandomPurpose.Generation, run);
            var elections = new[] { new BootstrapElection("a"), new BootstrapElection("b"), new BootstrapElection("c") };
            var member = new bool[3];
            for (var query = 0; query < 100; query++)
            {
                var i = random.NextInt(3);
                var answers = Enumerable.Range(0, 3).Where(j => j != i).Select(j => Answer(Name(j), elections[j].Vote, member[j])).ToList();
                member[i] |= elections[i].Decide(answers, 2) is not BootstrapDecision.Wait;
            }

            Assert.Equal([true, true, true], member);
        }
    }

    private static string Name(int i) => ((char)('a' + i)).ToString();

    private static EndpointDescription Answer(string endpoint, string vote, bool isMember = false) =>
        new("test", ProtocolVersion.Current, $"at {endpoint}", "") { Endpoint = endpoint, Vote = vote, IsMember = isMember };
}
