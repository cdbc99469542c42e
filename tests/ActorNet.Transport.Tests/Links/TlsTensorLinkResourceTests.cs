using ActorNet.Testing;

namespace ActorNet.Transport.Tests.Links;

/// <summary>What links cost inside of TLS.</summary>
[Collection(nameof(TensorLinkResourceTests))]
public class TlsTensorLinkResourceTests : TensorLinkResourceTests
{
    private protected override LinkPair Links() => new(isSecure: true);

    /// <summary>The runtime's TLS keeps its buffers by processor: a thread that is moved to another may need new ones, far fewer than one a frame.</summary>
    private protected override int BytesOfOthers => 48;
}
