using System.Collections.Concurrent;
using ActorNet.Transport.Links;
using Akka.Actor;

namespace ActorNet.Actors.Joining;

internal sealed record LinkOpened(TensorLink Link);

/// <summary>
/// Single-use tokens that open a tensor link, each with the actor that will own the link. Handed out over the cluster, so only its members
/// can open links. Thread-safe.
/// </summary>
internal sealed class JoinTokens
{
    private readonly ConcurrentDictionary<string, IActorRef> _owners = new(StringComparer.Ordinal);

    public string Issue(IActorRef owner)
    {
        var token = LinkToken.Create();
        _owners[token] = owner;
        return token;
    }

    public void Revoke(string token) => _owners.TryRemove(token, out _);

    /// <summary>Passes the link to the token's owner.</summary>
    /// <returns>Whether the token was valid; it is not afterwards.</returns>
    public bool Redeem(string token, TensorLink link)
    {
        if (!_owners.TryRemove(token, out var owner))
            return false;
        owner.Tell(new LinkOpened(link));
        return true;
    }
}
