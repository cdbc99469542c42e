using System.Security.Cryptography;
using ActorNet.Protocol;

namespace ActorNet.Transport.Authentication;

/// <summary>
/// Decides who may be offered the run: everybody where it has no join secret, and else who proves to know it. For one thread at a time.
/// </summary>
/// <typeparam name="TPeer">What tells one process that asks from another.</typeparam>
internal sealed class JoinAuthenticator<TPeer>(JoinSecret? secret, RandomNumberGenerator random) where TPeer : notnull
{
    /// <summary>Those that were challenged and have not answered, at most: who is forgotten asks again within a second.</summary>
    public const int MaxChallenged = 1024;

    private readonly Dictionary<TPeer, Challenge> _challenged = [];

    private readonly record struct Challenge(JoinRun Join, string Nonce);

    /// <summary>Somebody asks to take part.</summary>
    /// <returns>What he is answered; null where he is let in.</returns>
    public IControlMessage? Ask(TPeer peer, JoinRun join)
    {
        if (secret is null)
        {
            return join.Nonce.Length == 0
                ? null
                : new JoinRefused("The worker has a join secret, and this run has none: it may be another run; give both sides the same secret, or neither.");
        }

        if (join.Nonce.Length == 0)
            return new JoinRefused("The join secret is missing: this run has one; give the worker the same.");
        // Who asks again before he has heard the challenge must not find his answer to it worthless.
        if (_challenged.TryGetValue(peer, out var challenge) && challenge.Join == join)
            return new JoinChallenge(challenge.Nonce);
        if (_challenged.Count >= MaxChallenged)
            _challenged.Clear();
        var nonce = JoinSecret.NewNonce(random);
        _challenged[peer] = new Challenge(join, nonce);
        return new JoinChallenge(nonce);
    }

    /// <summary>Somebody answers the challenge, once.</summary>
    /// <param name="peer">Who.</param>
    /// <param name="answer">His answer.</param>
    /// <param name="join">What he had asked.</param>
    /// <param name="coordinatorProof">What proves to him that the coordinator knows the secret too.</param>
    /// <returns>What he is answered; null where he is let in, or is not waited for and answered nothing: then <paramref name="join"/> is null too.</returns>
    public JoinRefused? Answer(TPeer peer, JoinProof answer, out JoinRun? join, out string coordinatorProof)
    {
        (join, coordinatorProof) = (null, "");
        if (secret is null || !_challenged.Remove(peer, out var challenge))
            return null;
        var talk = new HandshakeTranscript(challenge.Join.Nonce, challenge.Nonce, challenge.Join.Worker);
        if (!secret.IsProved(answer.Proof, talk, JoinSide.Worker))
            return new JoinRefused("The join secret is not this run's; give the worker the same.");
        (join, coordinatorProof) = (challenge.Join, secret.Prove(talk, JoinSide.Coordinator));
        return null;
    }
}
