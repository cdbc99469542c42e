using System.Net;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Discovery;

/// <summary>Sends one request to an endpoint over a connection of its own.</summary>
internal static class EndpointQuery
{
    private const int MaxAnswerBytes = 1 << 20;

    /// <returns>The answer as JSON, and this machine's address on the connection.</returns>
    /// <exception cref="LinkClosedException">The endpoint does not answer in time, or with another frame.</exception>
    public static async Task<(string Json, IPAddress LocalAddress)> AskAsync(
        Endpoint endpoint, NodeCertificates? certificates, FrameKind request, FrameKind answer, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var limits = new LinkLimits().Allow(answer, MaxAnswerBytes);
        using var link = await TensorLink
            .ConnectAsync(endpoint.Host, endpoint.Port, certificates, limits, timeout, cancellationToken).ConfigureAwait(false);
        link.ReadTimeout = timeout;
        using var cancelling = cancellationToken.Register(() => link.Close("Cancelled."));
        link.Send(new FrameHeader { Kind = request });
        link.Receive();
        var json = link.ReadText(MaxAnswerBytes);
        link.EndFrame();
        return (json, ((IPEndPoint)link.LocalEndPoint).Address);
    }
}
