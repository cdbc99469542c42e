using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Transport.Frames;

/// <summary>The header of a frame; <see cref="FrameCodec"/> defines its layout. Fields that a kind does not use are 0.</summary>
internal readonly record struct FrameHeader
{
    public FrameKind Kind { get; init; }

    /// <summary>The <see cref="RunNumber"/> of the run's id.</summary>
    public ulong Run { get; init; }

    /// <summary>The coordinator's fencing number: it grows with each takeover and each rewind.</summary>
    public int Incarnation { get; init; }

    public RoundKind Round { get; init; }

    /// <summary>The step of the round; some kinds define another meaning.</summary>
    public long Step { get; init; }

    /// <summary>The requested or computed slices. Sent by the peer: not valid until checked against the expected range.</summary>
    public SliceRange Slices { get; init; }

    /// <summary>A number whose meaning depends on the kind.</summary>
    public long Value { get; init; }

    /// <summary>The duration of the computation, in units of 100 nanoseconds on the wire.</summary>
    public TimeSpan ComputeTime { get; init; }

    /// <summary>The length of the payload; set by the link when the frame is sent.</summary>
    public long PayloadBytes { get; init; }

    /// <summary>The first 8 bytes of the SHA-256 of the run's id in UTF-8, little-endian.</summary>
    public static ulong RunNumber(string runId) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(runId)));
}
