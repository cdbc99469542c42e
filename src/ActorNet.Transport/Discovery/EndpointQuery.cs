using System.Net;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Discovery;

/// <summary>Asks an endpoint one question, on a connection of its own.</summary>
internal static class EndpointQuery
{
    /// <summary>The longest answer, in bytes.</summary>
    private const int MaxAnswerBytes = 1 << 20;

    /// <summary>Asks, and awaits the answer.</summary>
    /// <returns>The answer, JSON, and this machine's address on the way there.</returns>
    /// <exception cref="LinkClosedException">Nobody answers, or not so.</exception>
    public static async Task<(string Json, IPAddress LocalAddress)> AskAsync(
        Endpoint endpoint, NodeCertificates? certificates, FrameKind question, FrameKind answer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var limits = new LinkLimits().Allow(answer, MaxAnswerBytes);
        using var link = await TensorLink.ConnectAsync(endpoint.Host, endpoint.Port, certificates, limits, timeout, cancellationToken).ConfigureAwait(false);
        link.ReadTimeout = timeout;
        using var cancelling = cancellationToken.Register(() => link.Close("Cancelled."));
        link.Send(new FrameHeader { Kind = question });
        link.Receive();
        var json = link.ReadText(MaxAnswerBytes);
        link.EndFrame();
        return (json, ((IPEndPoint)link.LocalEndPoint).Address);
    }
}
