using ActorNet.Testing;

namespace ActorNet.Transport.Tests.Links;

/// <summary>The resource tests with TLS.</summary>
[Collection(nameof(TensorLinkResourceTests))]
public class TlsTensorLinkResourceTests : TensorLinkResourceTests
{
    private protected override LinkPair Links() => new(isSecure: true);

    /// <summary>
    /// The runtime pools TLS buffers per processor: a thread that moves to another processor may allocate new ones, far fewer than one per
    /// frame.
    /// </summary>
    private protected override int AllowedBytesPerRound => 48;
}
