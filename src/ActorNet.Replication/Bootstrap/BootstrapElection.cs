using ActorNet.Protocol;

namespace ActorNet.Replication.Bootstrap;

/// <summary>
/// Elects the coordinator that forms the cluster, so that no two do. Once a majority answers, each coordinator votes for the one with the
/// smallest endpoint among those that answer, and keeps its vote as long as that one answers. A coordinator with the votes of a majority
/// forms the cluster; the others join as soon as one of them is a member.
/// </summary>
internal sealed class BootstrapElection(string self)
{
    private volatile string _vote = "";

    /// <summary>The endpoint this coordinator votes for; empty before its first vote.</summary>
    public string Vote => _vote;

    /// <summary>Updates the vote and decides what to do next; <paramref name="others"/> includes those that did not answer.</summary>
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

internal abstract record BootstrapDecision
{
    private BootstrapDecision() { }

    public sealed record Join(string ClusterAddress) : BootstrapDecision;

    public sealed record Form : BootstrapDecision;

    /// <summary>Query the others again.</summary>
    /// <param name="Missing">The answers missing to a majority; 0 if only votes are missing.</param>
    public sealed record Wait(int Missing) : BootstrapDecision;
}
