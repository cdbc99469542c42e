using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Transport.Authentication;

namespace ActorNet.Transport.Tests.Authentication;

public class JoinSecretTests
{
    private const string Text = "correct horse battery";

    private static readonly HandshakeTranscript Talk = new("a1", "b2", "alice");

    [Fact]
    public void Line_ends_behind_it_do_not_count_and_all_else_does()
    {
        var proof = Secret(Text).Prove(Talk, HandshakeRole.Worker);
        Assert.Equal(proof, Secret(Text + "\n").Prove(Talk, HandshakeRole.Worker));
        Assert.Equal(proof, Secret(Text + "\r\n").Prove(Talk, HandshakeRole.Worker));
        Assert.NotEqual(proof, Secret(Text + " ").Prove(Talk, HandshakeRole.Worker));
        Assert.NotEqual(proof, Secret("\n" + Text).Prove(Talk, HandshakeRole.Worker));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcde\n")]
    [InlineData("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")]
    public void Short_secret_is_none_and_is_not_repeated(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => Secret(text));
        Assert.Equal($"The secret has {text.TrimEnd('\n').Length} characters; a join secret has 16 to 4096, such as those of `openssl rand -hex 32`.", error.Message);
    }

    [Fact]
    public void It_tells_nobody_what_it_is()
    {
        var secret = Secret(Text);
        Assert.DoesNotContain("horse", $"{secret} {new Holder(secret)}", StringComparison.Ordinal);
        Assert.Empty(typeof(JoinSecret).GetProperties());
    }

    [Fact]
    public void Proof_is_good_for_one_side_and_one_talk()
    {
        var secret = Secret(Text);
        var proof = secret.Prove(Talk, HandshakeRole.Worker);
        Assert.True(secret.Verify(proof, Talk, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, Talk, HandshakeRole.Coordinator));
        Assert.False(secret.Verify(proof, Talk with { WorkerNonce = "a" }, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, Talk with { CoordinatorNonce = "b" }, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, Talk with { Worker = "bob" }, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, new HandshakeTranscript("a", "1b2", "alice"), HandshakeRole.Worker)); // the same letters
        Assert.False(Secret(Text + "!").Verify(proof, Talk, HandshakeRole.Worker));
        Assert.False(secret.Verify("", Talk, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof + "0", Talk, HandshakeRole.Worker));
    }

    /// <summary>Computed by another program: Python's hmac over the texts, each behind its length.</summary>
    [Fact]
    public void Proof_is_what_the_protocol_says() => Assert.Equal(
        "5393204989c6dd182329c43d2b58fcc3b1cce564abda57e0deeebf023630329c", Secret(Text).Prove(Talk, HandshakeRole.Worker));

    [Fact]
    public void Nonces_are_drawn_from_what_is_given_and_differ()
    {
        using var random = RandomNumberGenerator.Create();
        var nonces = Enumerable.Range(0, 100).Select(_ => JoinSecret.NewNonce(random)).ToHashSet();
        Assert.Equal(100, nonces.Count);
        Assert.All(nonces, nonce => Assert.Matches("^[0-9a-f]{32}$", nonce));
    }

    private sealed record Holder(JoinSecret Secret);

    private static JoinSecret Secret(string text) => JoinSecret.Parse(text, "The secret");
}
