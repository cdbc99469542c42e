using System.Security.Cryptography;
using ActorNet.Protocol;

namespace ActorNet.Transport.Authentication;

/// <summary>
/// Authenticates joining workers: a run without a join secret admits every worker, a run with one only workers that prove that they know
/// it. Not thread-safe.
/// </summary>
/// <typeparam name="TPeer">Identifies the process that joins.</typeparam>
internal sealed class JoinAuthenticator<TPeer>(JoinSecret? secret, RandomNumberGenerator random) where TPeer : notnull
{
    /// <summary>
    /// Bounds the memory for unanswered challenges. Above it all are dropped; a worker whose challenge was dropped asks again within a
    /// second.
    /// </summary>
    public const int MaxPendingChallenges = 1024;

    private readonly Dictionary<TPeer, Challenge> _pending = [];

    private readonly record struct Challenge(JoinRun Join, string Nonce);

    /// <summary>Returns the reply to a join request, or null if the worker is admitted without a proof.</summary>
    public IControlMessage? ReceiveJoin(TPeer peer, JoinRun join)
    {
        if (secret is null)
        {
            return join.Nonce.Length == 0
                ? null
                : Rejected(WorkerExitReason.SecretUnexpected);
        }

        if (join.Nonce.Length == 0)
            return Rejected(WorkerExitReason.SecretMissing);
        // A repeated request must not invalidate the challenge that the worker may be answering already.
        if (_pending.TryGetValue(peer, out var challenge) && challenge.Join == join)
            return new JoinChallenge(challenge.Nonce);
        if (_pending.Count >= MaxPendingChallenges)
            _pending.Clear();
        var nonce = JoinSecret.NewNonce(random);
        _pending[peer] = new Challenge(join, nonce);
        return new JoinChallenge(nonce);
    }

    /// <summary>
    /// Verifies the reply to a challenge; each challenge can be answered once. <paramref name="join"/> is null if the worker is not
    /// admitted.
    /// </summary>
    /// <returns>The rejection; null if the worker is admitted, or if no challenge is pending and nothing is sent.</returns>
    public WorkerRejected? ReceiveProof(TPeer peer, JoinProof answer, out JoinRun? join, out string coordinatorProof)
    {
        (join, coordinatorProof) = (null, "");
        if (secret is null || !_pending.Remove(peer, out var challenge))
            return null;
        var transcript = new HandshakeTranscript(challenge.Join.Nonce, challenge.Nonce, challenge.Join.Worker);
        if (!secret.Verify(answer.Proof, transcript, HandshakeRole.Worker))
            return Rejected(WorkerExitReason.SecretWrong);
        (join, coordinatorProof) = (challenge.Join, secret.Prove(transcript, HandshakeRole.Coordinator));
        return null;
    }

    private static WorkerRejected Rejected(WorkerExitReason reason) => new(reason);
}
