using System.Net.Sockets;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Security;

namespace ActorNet.Replication.Bootstrap;

/// <summary>Finds the cluster of a run's coordinators, or agrees with them on who forms it: asks all of them who they are, until <see cref="BootstrapElection"/> knows.</summary>
/// <param name="vote">This coordinator's vote, which it tells whoever asks.</param>
/// <param name="self">This coordinator's endpoint.</param>
/// <param name="training">What it trains, as a hash.</param>
/// <param name="certificates">This node's; null without TLS.</param>
/// <param name="time">The clock.</param>
/// <param name="onEvent">Told what it waits for, in sentences.</param>
internal sealed class ClusterBootstrap(BootstrapElection vote, Endpoint self, string training, NodeCertificates? certificates, TimeProvider time, Action<string> onEvent)
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(250);

    private readonly CoordinatorDiscovery _search = new([], certificates, time, _ => { });

    /// <summary>The others, as far as is known: a peer that answers with this coordinator's own endpoint is itself.</summary>
    public IReadOnlyList<Endpoint> Others { get; private set; } = [];

    /// <summary>Looks until it is clear.</summary>
    /// <param name="peers">The coordinators, this one perhaps among them.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The address of the cluster to join; null where this coordinator is to form it.</returns>
    /// <exception cref="InvalidInputException">One of them trains something else.</exception>
    /// <exception cref="TrainingFailedException">One of them speaks another version.</exception>
    public async Task<string?> FindAsync(IReadOnlyList<Endpoint> peers, CancellationToken cancellationToken)
    {
        Others = [.. peers.Where(peer => peer != self).Distinct()];
        var told = "";
        while (true)
        {
            var answers = await Task.WhenAll(Others.Select(peer => AskAsync(peer, cancellationToken))).ConfigureAwait(false);
            Others = [.. Others.Where((_, i) => answers[i]?.Endpoint != self.ToString())];
            var theirs = answers.OfType<EndpointDescription>().Where(answer => answer.Endpoint != self.ToString()).ToList();
            switch (vote.Decide(theirs, Others.Count))
            {
                case BootstrapDecision.Join join:
                    return join.ClusterAddress;
                case BootstrapDecision.Form:
                    return null;
                case BootstrapDecision.Wait { Missing: > 0 } wait when told != (told = Waiting(theirs, wait.Missing)):
                    onEvent(told);
                    break;
            }

            await Task.Delay(BetweenQuestions, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private string Waiting(IEnumerable<EndpointDescription> answers, int missing)
    {
        var silent = Others.Select(other => other.ToString()).Except(answers.Select(answer => answer.Endpoint));
        return FormattableString.Invariant(
            $"Waiting for the other coordinators, of whom {string.Join(" and ", silent)} do not answer: {missing} more must, to be most of them; trying again until they do");
    }

    private async Task<EndpointDescription?> AskAsync(Endpoint peer, CancellationToken cancellationToken)
    {
        try
        {
            var found = await _search.AskAsync(peer, cancellationToken).ConfigureAwait(false);
            return found.Description.Training == training
                ? found.Description
                : throw InvalidInputException.Of(
                    $"The coordinator at {peer}", "trains with other options, another seed or other data than this one",
                    advice: "give all coordinators of a run the same");
        }
        catch (Exception fault) when (fault is LinkClosedException or SocketException or TimeoutException)
        {
            return null;
        }
    }
}
