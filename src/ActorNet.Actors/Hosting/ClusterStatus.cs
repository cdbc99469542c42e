using ActorNet.Actors.Transport;
using ActorNet.Protocol;

namespace ActorNet.Actors.Hosting;

/// <summary>Asks a coordinator how its run stands.</summary>
public static class ClusterStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the coordinator at an endpoint.</summary>
    /// <exception cref="TrainingFailedException">Nobody answers there, or not as a coordinator.</exception>
    public static async Task<RunStatus> AskAsync(HostPort endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var (json, _) = await EndpointQuestion.AskAsync(
                endpoint, FrameKind.GetStatus, FrameKind.Status, Patience, cancellationToken).ConfigureAwait(false);
            return StatusJson.Read(json, $"The status that {endpoint} sent");
        }
        catch (LinkClosedException closed)
        {
            throw new TrainingFailedException($"The coordinator at {endpoint} does not answer: {closed.Message}", closed);
        }
    }
}
