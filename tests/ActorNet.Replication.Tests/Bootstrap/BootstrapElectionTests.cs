using ActorNet.Learning.Numerics;
using ActorNet.Protocol;
using ActorNet.Replication.Bootstrap;

namespace ActorNet.Replication.Tests.Bootstrap;

public sealed class BootstrapElectionTests
{
    [Fact]
    public void Only_coordinator_forms_a_cluster_at_once() =>
        Assert.IsType<BootstrapDecision.Form>(new BootstrapElection("a").Decide([], 0));

    [Fact]
    public void Nobody_forms_a_cluster_without_a_majority()
    {
        var vote = new BootstrapElection("a");
        Assert.Equal(new BootstrapDecision.Wait(1), vote.Decide([], 1));
        Assert.Equal(new BootstrapDecision.Wait(1), vote.Decide([], 2));
        Assert.Equal(new BootstrapDecision.Wait(2), vote.Decide([], 3));
        Assert.Equal(new BootstrapDecision.Wait(1), vote.Decide([Answer("b", "a")], 4));
        Assert.Equal("", vote.Vote);
    }

    [Fact]
    public void Whoever_is_in_a_cluster_is_joined() =>
        Assert.Equal(new BootstrapDecision.Join("at c"), new BootstrapElection("a").Decide([Answer("b", "a"), Answer("c", "", isMember: true)], 2));

    [Fact]
    public void Least_endpoint_has_the_votes_and_forms_the_cluster_once_it_has_a_majority()
    {
        var (first, second) = (new BootstrapElection("a"), new BootstrapElection("b"));
        Assert.Equal(new BootstrapDecision.Wait(0), second.Decide([Answer("a", "")], 2));
        Assert.Equal("a", second.Vote);
        Assert.IsType<BootstrapDecision.Form>(first.Decide([Answer("b", "a")], 2));
    }

    [Fact]
    public void Vote_is_kept_while_the_other_answers()
    {
        var vote = new BootstrapElection("c");
        vote.Decide([Answer("b", "")], 2);
        vote.Decide([Answer("a", ""), Answer("b", "")], 2);
        Assert.Equal("b", vote.Vote);
        vote.Decide([Answer("a", "")], 2);
        Assert.Equal("a", vote.Vote);
    }

    /// <summary>Coordinators ask at any time, and may be unable to reach each other, for good, in any pattern.</summary>
    [Fact]
    public void No_two_clusters_are_formed_whoever_reaches_whom()
    {
        for (var run = 0u; run < 3_000; run++)
        {
            var random = new SeededRandom(1, RandomPurpose.Generation, run);
            var count = 2 + random.NextInt(4);
            var (votes, formed) = (Enumerable.Range(0, count).Select(i => new BootstrapElection(Name(i))).ToArray(), new bool[count]);
            var member = new bool[count];
            var reaches = new bool[count, count];
            for (var i = 0; i < count; i++)
            {
                for (var j = i + 1; j < count; j++)
                    reaches[i, j] = reaches[j, i] = random.NextInt(4) > 0;
            }

            for (var question = 0; question < 20 * count; question++)
            {
                var i = random.NextInt(count);
                if (member[i])
                    continue;
                var answers = Enumerable.Range(0, count).Where(j => j != i && reaches[i, j])
                    .Select(j => Answer(Name(j), votes[j].Vote, member[j])).ToList();
                switch (votes[i].Decide(answers, count - 1))
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

    /// <summary>Where all reach each other they come together, in whatever order they ask.</summary>
    [Fact]
    public void All_come_together()
    {
        for (var run = 0u; run < 300; run++)
        {
            var random = new SeededRandom(2, RandomPurpose.Generation, run);
            var votes = new[] { new BootstrapElection("a"), new BootstrapElection("b"), new BootstrapElection("c") };
            var member = new bool[3];
            for (var question = 0; question < 100; question++)
            {
                var i = random.NextInt(3);
                var answers = Enumerable.Range(0, 3).Where(j => j != i).Select(j => Answer(Name(j), votes[j].Vote, member[j])).ToList();
                member[i] |= votes[i].Decide(answers, 2) is not BootstrapDecision.Wait;
            }

            Assert.Equal([true, true, true], member);
        }
    }

    private static string Name(int i) => ((char)('a' + i)).ToString();

    private static EndpointDescription Answer(string endpoint, string vote, bool isMember = false) =>
        new("test", ProtocolVersion.Current, $"at {endpoint}", "") { Endpoint = endpoint, Vote = vote, IsMember = isMember };
}
