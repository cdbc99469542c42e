using System.Security.Cryptography;
using System.Text;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// What opens the links by which coordinators copy the run from each other: certificates, and where there is a join secret the proof, by
/// both sides, of knowing it.
/// </summary>
/// <param name="Certificates">This node's; null without TLS.</param>
/// <param name="Secret">The run's join secret; null where it has none.</param>
internal sealed record ReplicationHandshake(NodeCertificates? Certificates, JoinSecret? Secret)
{
    /// <summary>The longest nonce and proof, in bytes.</summary>
    public const int MaxBytes = 128;

    // No worker is called so: what is proved to be let in as one proves nothing here.
    private const string Purpose = "copy of the run";

    /// <summary>What the first question carries.</summary>
    public string NewNonce() => Secret is null ? "" : JoinSecret.NewNonce(RandomNumberGenerator.Create());

    /// <summary>Lets a coordinator in that has asked its first question, or not.</summary>
    /// <param name="link">Its link.</param>
    /// <param name="nonce">What the question carried.</param>
    /// <exception cref="LinkClosedException">It does not know the secret.</exception>
    public void Admit(TensorLink link, string nonce)
    {
        if (Secret is null && nonce.Length == 0)
            return;
        if (Secret is null || nonce.Length == 0)
            throw new LinkClosedException("One of the two coordinators has a join secret and the other has none; give all coordinators the same.");
        var talk = new HandshakeTranscript(nonce, NewNonce(), Purpose);
        link.Limits.Allow(FrameKind.Proof, MaxBytes);
        Say(link, FrameKind.Challenge, talk.CoordinatorNonce);
        if (!Secret.IsProved(Hear(link, FrameKind.Proof), talk, JoinSide.Worker))
            throw new LinkClosedException("The join secret is not this coordinator's; give all coordinators the same.");
        link.Limits.Forbid(FrameKind.Proof);
        Say(link, FrameKind.Proof, Secret.Prove(talk, JoinSide.Coordinator));
    }

    /// <summary>Proves itself to the coordinator that was asked, and lets it do the same.</summary>
    /// <param name="link">The link to it.</param>
    /// <param name="nonce">What the question carried.</param>
    /// <exception cref="LinkClosedException">It refuses, or does not know the secret.</exception>
    public void Apply(TensorLink link, string nonce)
    {
        if (Secret is null)
            return;
        link.Limits.Allow(FrameKind.Challenge, MaxBytes).Allow(FrameKind.Proof, MaxBytes);
        var talk = new HandshakeTranscript(nonce, Hear(link, FrameKind.Challenge), Purpose);
        Say(link, FrameKind.Proof, Secret.Prove(talk, JoinSide.Worker));
        if (!Secret.IsProved(Hear(link, FrameKind.Proof), talk, JoinSide.Coordinator))
            throw new LinkClosedException("The other coordinator does not know the join secret.");
        link.Limits.Forbid(FrameKind.Challenge).Forbid(FrameKind.Proof);
    }

    private static void Say(TensorLink link, FrameKind kind, string text) =>
        link.Send(new FrameHeader { Kind = kind }, Encoding.ASCII.GetBytes(text).AsSpan());

    private static string Hear(TensorLink link, FrameKind kind)
    {
        link.Await(kind);
        var text = link.ReadText(MaxBytes);
        link.EndFrame();
        return text;
    }
}
