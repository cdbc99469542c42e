using ActorNet.Protocol;

namespace ActorNet.Replication.Bootstrap;

/// <summary>
/// Agrees with the other coordinators on who forms the cluster, so that no two do: each votes for the one with the least
/// endpoint among those that answer, once they are the majority, and keeps to it as long as that one answers. Who has the votes
/// of a majority forms the cluster; everybody else joins whoever is in one.
/// </summary>
/// <param name="self">This coordinator's endpoint.</param>
internal sealed class BootstrapElection(string self)
{
    private volatile string _vote = "";

    /// <summary>The endpoint this coordinator is for; empty where it is for nobody yet.</summary>
    public string Vote => _vote;

    /// <summary>Looks at what the others say.</summary>
    /// <param name="answers">What those say of themselves that answer; not this one.</param>
    /// <param name="others">How many others there are, whether they answer or not.</param>
    /// <returns>What to do.</returns>
    public BootstrapDecision Decide(IReadOnlyList<EndpointDescription> answers, int others)
    {
        if (answers.FirstOrDefault(answer => answer.IsMember) is { } member)
            return new BootstrapDecision.Join(member.ClusterAddress);
        var majority = (others + 1) / 2 + 1;
        if (answers.Count + 1 < majority)
            return new BootstrapDecision.Wait(majority - answers.Count - 1);
        var endpoints = answers.Select(answer => answer.Endpoint).Append(self).ToList();
        if (!endpoints.Contains(_vote))
            _vote = endpoints.Min(StringComparer.Ordinal)!;
        var votes = answers.Count(answer => answer.Vote == self) + (_vote == self ? 1 : 0);
        return votes >= majority ? new BootstrapDecision.Form() : new BootstrapDecision.Wait(0);
    }
}

/// <summary>What to do about the cluster.</summary>
internal abstract record BootstrapDecision
{
    private BootstrapDecision() { }

    /// <summary>Join the cluster of this address.</summary>
    public sealed record Join(string ClusterAddress) : BootstrapDecision;

    /// <summary>Form a cluster.</summary>
    public sealed record Form : BootstrapDecision;

    /// <summary>Wait and ask again.</summary>
    /// <param name="Missing">How many more must answer to be the majority; 0 where it is only not agreed yet.</param>
    public sealed record Wait(int Missing) : BootstrapDecision;
}
