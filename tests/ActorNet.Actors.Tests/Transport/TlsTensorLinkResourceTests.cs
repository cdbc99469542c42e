namespace ActorNet.Actors.Tests.Transport;

/// <summary>What links cost inside of TLS.</summary>
[Collection(nameof(TensorLinkResourceTests))]
public class TlsTensorLinkResourceTests : TensorLinkResourceTests
{
    private protected override LinkPair Links() => new(isSecure: true);
}
