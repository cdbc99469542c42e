using ActorNet.Learning;
using ActorNet.Models.Files;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet;

/// <summary>Queries the status of a run.</summary>
public static class ClusterStatus
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Queries the coordinator at an endpoint.</summary>
    /// <param name="endpoint">The coordinator's endpoint.</param>
    /// <param name="certificates">Certificates to present and to require, by TLS; null for plain text.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="TrainingFailedException">No coordinator answers there.</exception>
    public static async Task<RunStatus> AskAsync(Endpoint endpoint, NodeCertificates? certificates, CancellationToken cancellationToken)
    {
        try
        {
            var (json, _) = await EndpointQuery.AskAsync(
                endpoint, certificates, FrameKind.GetStatus, FrameKind.Status, ResponseTimeout, cancellationToken).ConfigureAwait(false);
            return JsonFormat.Read<RunStatus>(json, $"The status that {endpoint} sent");
        }
        catch (LinkClosedException closed)
        {
            throw new TrainingFailedException($"The coordinator at {endpoint} does not answer: {closed.Message}", closed);
        }
    }
}
