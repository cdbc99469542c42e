using System.Security.Cryptography;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;

namespace ActorNet.Transport.Tests.Authentication;

/// <summary>Both sides of the join secret, talking to each other and to impostors.</summary>
public sealed class JoinAuthenticatorTests : IDisposable
{
    private static readonly JoinSecret Secret = JoinSecret.Parse("correct horse battery", "It");
    private static readonly JoinSecret Other = JoinSecret.Parse("incorrect horse battery", "It");

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly JoinAuthenticator<string> _gate;

    public JoinAuthenticatorTests() => _gate = new JoinAuthenticator<string>(Secret, _random);

    public void Dispose() => _random.Dispose();

    [Fact]
    public void Worker_and_coordinator_who_share_it_trust_each_other()
    {
        var worker = Applicant(Secret);
        var offer = Offer(Let(worker, "w"));
        Assert.True(worker.Trusts(offer));
        Assert.False(worker.Trusts(offer with { Proof = "" }));
        worker.Begin();
        Assert.False(worker.Trusts(offer)); // that was another time
    }

    [Fact]
    public void Without_a_secret_on_either_side_nothing_is_asked()
    {
        var worker = Applicant(null);
        Assert.Null(new JoinAuthenticator<string>(null, _random).Ask("w", Join(worker)));
        Assert.True(worker.Trusts(Offer("")));
    }

    [Fact]
    public void Worker_without_a_secret_is_refused() => Assert.Equal(
        "The join secret is missing: this run has one; give the worker the same.", Refusal(_gate.Ask("w", Join(Applicant(null)))));

    [Fact]
    public void Worker_with_a_secret_is_refused_by_a_run_without_and_takes_no_offer_of_it()
    {
        var worker = Applicant(Secret);
        Assert.StartsWith("The worker has a join secret, and this run has none", Refusal(new JoinAuthenticator<string>(null, _random).Ask("w", Join(worker))), StringComparison.Ordinal);
        Assert.False(worker.Trusts(Offer("")));
    }

    [Fact]
    public void Worker_with_another_secret_is_refused_once_and_challenged_anew()
    {
        var worker = Applicant(Other);
        var challenge = Challenge("w", worker);
        var refused = _gate.Answer("w", worker.Answer(challenge)!, out var join, out var proof);
        Assert.Equal("The join secret is not this run's; give the worker the same.", refused!.Reason);
        Assert.Equal((null, ""), (join, proof));
        Assert.NotEqual(challenge, Challenge("w", worker));
    }

    [Fact]
    public void Answer_is_good_once_and_for_nobody_else()
    {
        var worker = Applicant(Secret);
        var answer = worker.Answer(Challenge("w", worker))!;
        Challenge("thief", worker); // knows all that was said
        Assert.NotNull(_gate.Answer("thief", answer, out _, out _));
        Assert.Null(_gate.Answer("stranger", answer, out var join, out _));
        Assert.Null(join);

        Assert.Null(_gate.Answer("w", answer, out join, out _));
        Assert.NotNull(join);
        Assert.Null(_gate.Answer("w", answer, out join, out _));
        Assert.Null(join);
    }

    /// <summary>What the coordinator says to prove itself is worth nothing to whoever would be a worker.</summary>
    [Fact]
    public void Nothing_that_one_side_says_can_be_said_back_to_it()
    {
        var worker = Applicant(Secret);
        var challenge = Challenge("w", worker);
        var answer = worker.Answer(challenge)!;
        Assert.False(worker.Trusts(Offer(answer.Proof)));
    }

    [Fact]
    public void Question_asked_again_before_the_challenge_is_heard_has_the_same_challenge()
    {
        var worker = Applicant(Secret);
        var first = Challenge("w", worker);
        Assert.Equal(first, Challenge("w", worker));
        worker.Begin();
        Assert.NotEqual(first, Challenge("w", worker));
    }

    [Fact]
    public void Crowd_that_never_answers_is_forgotten_and_shuts_nobody_out()
    {
        var worker = Applicant(Secret);
        Challenge("w", worker);
        for (var i = 0; i < 2 * JoinAuthenticator<string>.MaxChallenged; i++)
            Challenge($"idler {i}", worker);
        Assert.NotEqual("", Let(worker, "w"));
    }

    private JoinClient Applicant(JoinSecret? secret)
    {
        var applicant = new JoinClient(secret, "alice", _random);
        applicant.Begin();
        return applicant;
    }

    private static JoinRun Join(JoinClient applicant) => new("alice", 1, "test", ProtocolVersion.Current, applicant.Nonce);

    private JoinChallenge Challenge(string peer, JoinClient applicant) => Assert.IsType<JoinChallenge>(_gate.Ask(peer, Join(applicant)));

    /// <returns>What the coordinator proves itself by.</returns>
    private string Let(JoinClient applicant, string peer)
    {
        Assert.Null(_gate.Answer(peer, applicant.Answer(Challenge(peer, applicant))!, out var join, out var proof));
        Assert.Equal(Join(applicant), join);
        return proof;
    }

    private static string Refusal(IControlMessage? answer) => Assert.IsType<JoinRefused>(answer).Reason;

    private static RunOffered Offer(string proof) => new("r", 1, "alice", "", new DatasetOffered("", "", 0), "", "", proof);
}
