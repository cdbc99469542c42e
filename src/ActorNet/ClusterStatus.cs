using ActorNet.Learning;
using ActorNet.Coordination.Training;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet;

/// <summary>Asks a coordinator how its run stands.</summary>
public static class ClusterStatus
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Asks the coordinator at an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="certificates">What to show, and what to demand, by TLS; null for plain text.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="TrainingFailedException">Nobody answers there, or not as a coordinator.</exception>
    public static async Task<RunStatus> AskAsync(Endpoint endpoint, NodeCertificates? certificates, CancellationToken cancellationToken)
    {
        try
        {
            var (json, _) = await EndpointQuery.AskAsync(
                endpoint, certificates, FrameKind.GetStatus, FrameKind.Status, ResponseTimeout, cancellationToken).ConfigureAwait(false);
            return StatusJson.Read(json, $"The status that {endpoint} sent");
        }
        catch (LinkClosedException closed)
        {
            throw new TrainingFailedException($"The coordinator at {endpoint} does not answer: {closed.Message}", closed);
        }
    }
}
