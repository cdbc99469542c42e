using System.Security.Cryptography;
using ActorNet.Protocol;

namespace ActorNet.Transport.Authentication;

/// <summary>
/// The worker's side of the join handshake: proves the secret, and accepts an offer only from a coordinator that proves it too; without a
/// secret, any offer. Not thread-safe.
/// </summary>
internal sealed class JoinClient(JoinSecret? secret, string worker, RandomNumberGenerator random)
{
    private string _coordinatorNonce = "";

    /// <summary>The nonce of this handshake; empty without a secret.</summary>
    public string Nonce { get; private set; } = "";

    /// <summary>Starts a new handshake: messages of earlier ones are no longer valid.</summary>
    public void Begin() => (Nonce, _coordinatorNonce) = (secret is null ? "" : JoinSecret.NewNonce(random), "");

    /// <summary>Answers a challenge; null if the worker has no secret.</summary>
    public JoinProof? Answer(JoinChallenge challenge)
    {
        if (secret is null)
            return null;
        _coordinatorNonce = challenge.Nonce;
        return new JoinProof(secret.Prove(Transcript, HandshakeRole.Worker));
    }

    /// <summary>Whether the sender of the offer has proved that it knows the secret.</summary>
    public bool Trusts(RunOffered offer) =>
        secret is null || (_coordinatorNonce.Length > 0 && secret.Verify(offer.Proof, Transcript, HandshakeRole.Coordinator));

    private HandshakeTranscript Transcript => new(Nonce, _coordinatorNonce, worker);
}
