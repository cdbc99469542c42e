using System.Security.Cryptography;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;

namespace ActorNet.Transport.Tests.Authentication;

/// <summary>Both sides of the join handshake, with each other and with impostors.</summary>
public sealed class JoinAuthenticatorTests : IDisposable
{
    private static readonly JoinSecret Secret = JoinSecret.Parse("correct horse battery", "It");
    private static readonly JoinSecret Other = JoinSecret.Parse("incorrect horse battery", "It");

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly JoinAuthenticator<string> _authenticator;

    public JoinAuthenticatorTests() => _authenticator = new JoinAuthenticator<string>(Secret, _random);

    public void Dispose() => _random.Dispose();

    [Fact]
    public void Worker_and_coordinator_with_the_same_secret_trust_each_other()
    {
        var worker = Client(Secret);
        var offer = Offer(Authenticate(worker, "w"));
        Assert.True(worker.Trusts(offer));
        Assert.False(worker.Trusts(offer with { Proof = "" }));
        worker.Begin();
        Assert.False(worker.Trusts(offer)); // the offer belongs to an earlier handshake
    }

    [Fact]
    public void Without_a_secret_no_challenge_is_sent()
    {
        var worker = Client(null);
        Assert.Null(new JoinAuthenticator<string>(null, _random).ReceiveJoin("w", Join(worker)));
        Assert.True(worker.Trusts(Offer("")));
    }

    [Fact]
    public void Worker_without_a_secret_is_rejected() => Assert.Equal(
        WorkerExitReason.SecretMissing,
        Rejection(_authenticator.ReceiveJoin("w", Join(Client(null)))));

    [Fact]
    public void Worker_with_a_secret_and_a_run_without_one_reject_each_other()
    {
        var worker = Client(Secret);
        var withoutSecret = new JoinAuthenticator<string>(null, _random);
        Assert.Equal(WorkerExitReason.SecretUnexpected, Rejection(withoutSecret.ReceiveJoin("w", Join(worker))));
        Assert.False(worker.Trusts(Offer("")));
    }

    [Fact]
    public void Worker_with_another_secret_is_rejected_and_gets_a_new_challenge()
    {
        var worker = Client(Other);
        var challenge = Challenge("w", worker);
        var rejected = _authenticator.ReceiveProof("w", worker.Answer(challenge)!, out var join, out var proof);
        Assert.Equal(WorkerExitReason.SecretWrong, rejected!.Exit.Reason);
        Assert.Equal((null, ""), (join, proof));
        Assert.NotEqual(challenge, Challenge("w", worker));
    }

    [Fact]
    public void Answer_is_valid_once_and_only_for_its_peer()
    {
        var worker = Client(Secret);
        var answer = worker.Answer(Challenge("w", worker))!;
        Challenge("thief", worker); // has seen all messages
        Assert.NotNull(_authenticator.ReceiveProof("thief", answer, out _, out _));
        Assert.Null(_authenticator.ReceiveProof("stranger", answer, out var join, out _));
        Assert.Null(join);

        Assert.Null(_authenticator.ReceiveProof("w", answer, out join, out _));
        Assert.NotNull(join);
        Assert.Null(_authenticator.ReceiveProof("w", answer, out join, out _));
        Assert.Null(join);
    }

    /// <summary>A proof covers the role of its side, so it cannot be reflected.</summary>
    [Fact]
    public void Proof_cannot_be_reflected()
    {
        var worker = Client(Secret);
        var challenge = Challenge("w", worker);
        var answer = worker.Answer(challenge)!;
        Assert.False(worker.Trusts(Offer(answer.Proof)));
    }

    [Fact]
    public void Repeated_request_gets_the_same_challenge()
    {
        var worker = Client(Secret);
        var first = Challenge("w", worker);
        Assert.Equal(first, Challenge("w", worker));
        worker.Begin();
        Assert.NotEqual(first, Challenge("w", worker));
    }

    [Fact]
    public void Unanswered_challenges_do_not_block_other_workers()
    {
        var worker = Client(Secret);
        Challenge("w", worker);
        for (var i = 0; i < 2 * JoinAuthenticator<string>.MaxPendingChallenges; i++)
            Challenge($"idler {i}", worker);
        Assert.NotEqual("", Authenticate(worker, "w"));
    }

    private JoinClient Client(JoinSecret? secret)
    {
        var client = new JoinClient(secret, "alice", _random);
        client.Begin();
        return client;
    }

    private static JoinRun Join(JoinClient client) => new("alice", 1, "test", ProtocolVersion.Current, client.Nonce);

    private JoinChallenge Challenge(string peer, JoinClient client) =>
        Assert.IsType<JoinChallenge>(_authenticator.ReceiveJoin(peer, Join(client)));

    /// <returns>The coordinator's proof.</returns>
    private string Authenticate(JoinClient client, string peer)
    {
        Assert.Null(_authenticator.ReceiveProof(peer, client.Answer(Challenge(peer, client))!, out var join, out var proof));
        Assert.Equal(Join(client), join);
        return proof;
    }

    private static WorkerExitReason Rejection(IControlMessage? answer) => Assert.IsType<WorkerRejected>(answer).Exit.Reason;

    private static RunOffered Offer(string proof) => new("r", 1, "alice", "", new DatasetOffered("", "", 0), "", "", proof);
}
