using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Transport.Authentication;

namespace ActorNet.Transport.Tests.Authentication;

public class JoinSecretTests
{
    private const string Text = "correct horse battery";

    private static readonly HandshakeTranscript Transcript = new("a1", "b2", "alice");

    [Fact]
    public void Only_trailing_line_ends_are_ignored()
    {
        var proof = Secret(Text).Prove(Transcript, HandshakeRole.Worker);
        Assert.Equal(proof, Secret(Text + "\n").Prove(Transcript, HandshakeRole.Worker));
        Assert.Equal(proof, Secret(Text + "\r\n").Prove(Transcript, HandshakeRole.Worker));
        Assert.NotEqual(proof, Secret(Text + " ").Prove(Transcript, HandshakeRole.Worker));
        Assert.NotEqual(proof, Secret("\n" + Text).Prove(Transcript, HandshakeRole.Worker));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcde\n")]
    [InlineData("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")]
    public void Short_secret_is_rejected_and_not_repeated_in_the_message(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => Secret(text));
        Assert.Equal(
            $"The secret has {text.TrimEnd('\n').Length} characters; a join secret has 16 to 4096, such as those of `openssl rand -hex 32`.",
            error.Message);
    }

    [Fact]
    public void Secret_is_never_exposed()
    {
        var secret = Secret(Text);
        Assert.DoesNotContain("horse", $"{secret} {new Holder(secret)}", StringComparison.Ordinal);
        Assert.Empty(typeof(JoinSecret).GetProperties());
    }

    [Fact]
    public void Proof_is_valid_for_one_role_and_one_transcript()
    {
        var secret = Secret(Text);
        var proof = secret.Prove(Transcript, HandshakeRole.Worker);
        Assert.True(secret.Verify(proof, Transcript, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, Transcript, HandshakeRole.Coordinator));
        Assert.False(secret.Verify(proof, Transcript with { WorkerNonce = "a" }, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, Transcript with { CoordinatorNonce = "b" }, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, Transcript with { Worker = "bob" }, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof, new HandshakeTranscript("a", "1b2", "alice"), HandshakeRole.Worker)); // the same letters
        Assert.False(Secret(Text + "!").Verify(proof, Transcript, HandshakeRole.Worker));
        Assert.False(secret.Verify("", Transcript, HandshakeRole.Worker));
        Assert.False(secret.Verify(proof + "0", Transcript, HandshakeRole.Worker));
    }

    /// <summary>Computed independently: Python's hmac over the texts, each preceded by its length.</summary>
    [Fact]
    public void Proof_matches_the_specification() => Assert.Equal(
        "5393204989c6dd182329c43d2b58fcc3b1cce564abda57e0deeebf023630329c", Secret(Text).Prove(Transcript, HandshakeRole.Worker));

    [Fact]
    public void Nonces_differ()
    {
        using var random = RandomNumberGenerator.Create();
        var nonces = Enumerable.Range(0, 100).Select(_ => JoinSecret.NewNonce(random)).ToHashSet();
        Assert.Equal(100, nonces.Count);
        Assert.All(nonces, nonce => Assert.Matches("^[0-9a-f]{32}$", nonce));
    }

    private sealed record Holder(JoinSecret Secret);

    private static JoinSecret Secret(string text) => JoinSecret.Parse(text, "The secret");
}
