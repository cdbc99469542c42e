using System.Security.Cryptography;
using ActorNet.Protocol;

namespace ActorNet.Transport.Authentication;

/// <summary>A worker's side of the join secret: proves that it knows it, and takes an offer only from a coordinator that does. For one thread at a time.</summary>
/// <param name="secret">The secret; null where the worker was given none, and takes any offer.</param>
/// <param name="worker">What the worker asks to be called.</param>
/// <param name="random">What nonces are drawn from.</param>
internal sealed class JoinClient(JoinSecret? secret, string worker, RandomNumberGenerator random)
{
    private string _coordinatorNonce = "";

    /// <summary>What the worker makes up for this application; empty without a secret.</summary>
    public string Nonce { get; private set; } = "";

    /// <summary>Begins anew: nothing that was said before counts.</summary>
    public void Begin() => (Nonce, _coordinatorNonce) = (secret is null ? "" : JoinSecret.NewNonce(random), "");

    /// <summary>The answer to a challenge; null where the worker has no secret to prove.</summary>
    public JoinProof? Answer(JoinChallenge challenge)
    {
        if (secret is null)
            return null;
        _coordinatorNonce = challenge.Nonce;
        return new JoinProof(secret.Prove(Talk, HandshakeRole.Worker));
    }

    /// <summary>Whether the one who makes this offer knows the secret.</summary>
    public bool Trusts(RunOffered offer) =>
        secret is null || (_coordinatorNonce.Length > 0 && secret.Verify(offer.Proof, Talk, HandshakeRole.Coordinator));

    private HandshakeTranscript Talk => new(Nonce, _coordinatorNonce, worker);
}
