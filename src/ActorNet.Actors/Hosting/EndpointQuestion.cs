using System.Net;
using ActorNet.Actors.Security;
using ActorNet.Actors.Transport;

namespace ActorNet.Actors.Hosting;

/// <summary>Asks an endpoint one question, on a connection of its own.</summary>
internal static class EndpointQuestion
{
    /// <summary>The longest answer, in bytes.</summary>
    private const int MaxAnswerBytes = 1 << 20;

    /// <summary>Asks, and awaits the answer.</summary>
    /// <returns>The answer, JSON, and this machine's address on the way there.</returns>
    /// <exception cref="LinkClosedException">Nobody answers, or not so.</exception>
    public static async Task<(string Json, IPAddress LocalAddress)> AskAsync(
        HostPort endpoint, NodeCertificates? certificates, FrameKind question, FrameKind answer, TimeSpan patience, CancellationToken cancellationToken)
    {
        var limits = new LinkLimits().Allow(answer, MaxAnswerBytes);
        using var link = await TensorLink.ConnectAsync(endpoint.Host, endpoint.Port, certificates, limits, patience, cancellationToken).ConfigureAwait(false);
        link.Patience = patience;
        using var cancelling = cancellationToken.Register(() => link.Close("Cancelled."));
        link.Send(new FrameHeader { Kind = question });
        link.Receive();
        var json = link.ReadText(MaxAnswerBytes);
        link.EndFrame();
        return (json, ((IPEndPoint)link.LocalEndPoint).Address);
    }
}
