using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Links;

/// <summary>How a <see cref="TensorServer"/> receives those who have not yet said who they are.</summary>
internal sealed record TensorServerOptions
{
    /// <summary>The time a connection has to send its first frame.</summary>
    public TimeSpan FirstFrameTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a connection must show, by TLS, before anything else; null for connections in plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>Connections that have not yet sent their first frame, at most; one more pushes out the oldest.</summary>
    public int MaxPending { get; init; } = 64;

    /// <summary>The first frames that are accepted; a copy is the limits of each link, which who takes it changes.</summary>
    public LinkLimits FirstFrameLimits { get; init; } = new LinkLimits()
        .Allow(FrameKind.Discover, MaxFirstFrameBytes)
        .Allow(FrameKind.Hello, MaxFirstFrameBytes)
        .Allow(FrameKind.GetStatus, MaxFirstFrameBytes)
        .Allow(FrameKind.GetReplicaState, MaxFirstFrameBytes);

    /// <summary>The longest payload of a first frame.</summary>
    public const int MaxFirstFrameBytes = 1024;
}
