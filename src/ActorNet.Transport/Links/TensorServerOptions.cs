using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Links;

/// <summary>The limits of a <see cref="TensorServer"/> for connections before their first frame.</summary>
internal sealed record TensorServerOptions
{
    /// <summary>The time a connection has to send its first frame, TLS handshake included.</summary>
    public TimeSpan FirstFrameTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The certificates for TLS; null for plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>The maximum number of connections without a first frame; one more replaces the oldest.</summary>
    public int MaxPending { get; init; } = 64;

    /// <summary>The accepted first frames. Each link starts with a copy, which its owner changes.</summary>
    public LinkLimits FirstFrameLimits { get; init; } = new LinkLimits()
        .Allow(FrameKind.Discover, MaxFirstFrameBytes)
        .Allow(FrameKind.Hello, MaxFirstFrameBytes)
        .Allow(FrameKind.GetStatus, MaxFirstFrameBytes)
        .Allow(FrameKind.GetReplicaState, MaxFirstFrameBytes);

    public const int MaxFirstFrameBytes = 1024;
}
