using ActorNet.Testing;

namespace ActorNet.Transport.Tests.Links;

/// <summary>All that holds of links, inside of TLS.</summary>
public class TlsTensorLinkTests : TensorLinkTests
{
    private protected override LinkPair Links() => new(isSecure: true);
}
