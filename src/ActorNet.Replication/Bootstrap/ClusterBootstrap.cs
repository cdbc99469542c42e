using System.Net.Sockets;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Security;

namespace ActorNet.Replication.Bootstrap;

/// <summary>
/// Finds the cluster of a run's coordinators, or elects the one that forms it: queries all of them until <see cref="BootstrapElection"/>
/// decides. All coordinators must have the same hash of what determines the weights. The callback receives a sentence whenever the reason
/// for waiting changes.
/// </summary>
internal sealed class ClusterBootstrap(
    BootstrapElection election, Endpoint self, string training, NodeCertificates? certificates, TimeProvider time, Action<string> onEvent)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly CoordinatorDiscovery _discovery = new([], certificates, time, _ => { });

    /// <summary>
    /// The other coordinators. A peer that answers with this coordinator's own endpoint is this coordinator under another name, and is
    /// removed.
    /// </summary>
    public IReadOnlyList<Endpoint> Others { get; private set; } = [];

    /// <summary>Waits for the decision; <paramref name="peers"/> may include this coordinator.</summary>
    /// <returns>The address of the cluster to join; null if this coordinator forms it.</returns>
    /// <exception cref="InvalidInputException">A peer trains something else.</exception>
    /// <exception cref="TrainingFailedException">A peer uses another protocol version.</exception>
    public async Task<string?> FindAsync(IReadOnlyList<Endpoint> peers, CancellationToken cancellationToken)
    {
        Others = [.. peers.Where(peer => peer != self).Distinct()];
        var reported = "";
        while (true)
        {
            var answers = await Task.WhenAll(Others.Select(peer => AskAsync(peer, cancellationToken))).ConfigureAwait(false);
            Others = [.. Others.Where((_, i) => answers[i]?.Endpoint != self.ToString())];
            var theirs = answers.OfType<EndpointDescription>().Where(answer => answer.Endpoint != self.ToString()).ToList();
            switch (election.Decide(theirs, Others.Count))
            {
                case BootstrapDecision.Join join:
                    return join.ClusterAddress;
                case BootstrapDecision.Form:
                    return null;
                case BootstrapDecision.Wait { Missing: > 0 } wait when reported != (reported = WaitingMessage(theirs, wait.Missing)):
                    onEvent(reported);
                    break;
            }

            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private string WaitingMessage(IEnumerable<EndpointDescription> answers, int missing)
    {
        var silent = string.Join(" and ", Others.Select(other => other.ToString()).Except(answers.Select(answer => answer.Endpoint)));
        return FormattableString.Invariant(
            $"Waiting for a majority of the coordinators: {missing} more must answer (no answer from {silent}); trying again");
    }

    private async Task<EndpointDescription?> AskAsync(Endpoint peer, CancellationToken cancellationToken)
    {
        try
        {
            var found = await _discovery.AskAsync(peer, cancellationToken).ConfigureAwait(false);
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
