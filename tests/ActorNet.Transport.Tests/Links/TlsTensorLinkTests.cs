using ActorNet.Testing;

namespace ActorNet.Transport.Tests.Links;

/// <summary>The link tests with TLS.</summary>
public class TlsTensorLinkTests : TensorLinkTests
{
    private protected override LinkPair Links() => new(isSecure: true);
}
