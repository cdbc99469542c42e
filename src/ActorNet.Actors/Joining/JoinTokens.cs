using System.Collections.Concurrent;
using System.Security.Cryptography;
using ActorNet.Transport.Links;
using Akka.Actor;

namespace ActorNet.Actors.Joining;

/// <summary>A worker has opened its tensor link.</summary>
internal sealed record LinkOpened(TensorLink Link);

/// <summary>
/// The tokens that open a tensor link, each once, and whose link it is then. Handed out over the cluster, so that nobody who is not
/// in it opens a link. Safe for use by any thread.
/// </summary>
internal sealed class JoinTokens
{
    private const int TokenBytes = 16;

    private readonly ConcurrentDictionary<string, IActorRef> _owners = new(StringComparer.Ordinal);

    /// <summary>A new token, whose link is given to <paramref name="owner"/>.</summary>
    public string Issue(IActorRef owner)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        _owners[token] = owner;
        return token;
    }

    /// <summary>Makes a token worthless.</summary>
    public void Revoke(string token) => _owners.TryRemove(token, out _);

    /// <summary>Gives a link to the owner of the token.</summary>
    /// <returns>Whether the token was good; it is not any more.</returns>
    public bool Redeem(string token, TensorLink link)
    {
        if (!_owners.TryRemove(token, out var owner))
            return false;
        owner.Tell(new LinkOpened(link));
        return true;
    }
}
