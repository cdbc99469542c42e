using System.Security.Cryptography;
using System.Text;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// Authenticates the links over which coordinators copy the run: by certificates and, if the run has a join secret, by a proof of both
/// sides.
/// </summary>
internal sealed record ReplicationHandshake(NodeCertificates? Certificates, JoinSecret? Secret)
{
    /// <summary>The maximum length of a nonce or proof, in bytes.</summary>
    public const int MaxBytes = 128;

    // Not a valid worker name, so that a proof from a join handshake is worthless here.
    private const string Purpose = "copy of the run";

    /// <summary>The nonce of the first request; empty without a secret.</summary>
    public string NewNonce() => Secret is null ? "" : JoinSecret.NewNonce(RandomNumberGenerator.Create());

    /// <summary>Runs the side of the coordinator that was asked, from the nonce of the first request on.</summary>
    /// <exception cref="LinkClosedException">The peer does not know the secret.</exception>
    public void AuthenticateAsServer(TensorLink link, string nonce)
    {
        if (Secret is null && nonce.Length == 0)
            return;
        if (Secret is null || nonce.Length == 0)
            throw new LinkClosedException(
                "One of the two coordinators has a join secret and the other has none; give all coordinators the same.");
        var transcript = new HandshakeTranscript(nonce, NewNonce(), Purpose);
        link.Limits.Allow(FrameKind.Proof, MaxBytes);
        Send(link, FrameKind.Challenge, transcript.CoordinatorNonce);
        if (!Secret.Verify(Receive(link, FrameKind.Proof), transcript, HandshakeRole.Worker))
            throw new LinkClosedException("The join secret is not this coordinator's; give all coordinators the same.");
        link.Limits.Forbid(FrameKind.Proof);
        Send(link, FrameKind.Proof, Secret.Prove(transcript, HandshakeRole.Coordinator));
    }

    /// <summary>Runs the side of the coordinator that asks.</summary>
    /// <exception cref="LinkClosedException">The peer rejects the proof, or does not know the secret.</exception>
    public void AuthenticateAsClient(TensorLink link, string nonce)
    {
        if (Secret is null)
            return;
        link.Limits.Allow(FrameKind.Challenge, MaxBytes).Allow(FrameKind.Proof, MaxBytes);
        var transcript = new HandshakeTranscript(nonce, Receive(link, FrameKind.Challenge), Purpose);
        Send(link, FrameKind.Proof, Secret.Prove(transcript, HandshakeRole.Worker));
        if (!Secret.Verify(Receive(link, FrameKind.Proof), transcript, HandshakeRole.Coordinator))
            throw new LinkClosedException("The other coordinator does not know the join secret.");
        link.Limits.Forbid(FrameKind.Challenge).Forbid(FrameKind.Proof);
    }

    private static void Send(TensorLink link, FrameKind kind, string text) =>
        link.Send(new FrameHeader { Kind = kind }, Encoding.ASCII.GetBytes(text).AsSpan());

    private static string Receive(TensorLink link, FrameKind kind)
    {
        link.ReceiveExpected(kind);
        var text = link.ReadText(MaxBytes);
        link.EndFrame();
        return text;
    }
}
