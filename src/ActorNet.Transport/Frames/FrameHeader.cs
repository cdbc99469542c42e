using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Transport.Frames;

/// <summary>
/// What stands before the payload of a frame, as far as it concerns who sends and receives it; <see cref="FrameCodec"/> has the bytes. Fields
/// that a kind does not use are 0.
/// </summary>
internal readonly record struct FrameHeader
{
    /// <summary>What the frame is for.</summary>
    public FrameKind Kind { get; init; }

    /// <summary>The run it belongs to: <see cref="RunNumber"/> of its id.</summary>
    public ulong Run { get; init; }

    /// <summary>The coordinator's fencing number: it grows at each failover.</summary>
    public int Incarnation { get; init; }

    /// <summary>What the round is for.</summary>
    public RoundKind Round { get; init; }

    /// <summary>The step of the round, or what else the kind says.</summary>
    public long Step { get; init; }

    /// <summary>The slices asked for or computed. Whatever the other side wrote: to be checked against what is expected.</summary>
    public SliceRange Slices { get; init; }

    /// <summary>A number whose meaning the kind says.</summary>
    public long Value { get; init; }

    /// <summary>What the computation took, in units of 100 nanoseconds on the wire.</summary>
    public TimeSpan ComputeTime { get; init; }

    /// <summary>The bytes that follow; set by the link when the frame is sent.</summary>
    public long PayloadBytes { get; init; }

    /// <summary>A run's number: the first 8 bytes of the SHA-256 of its id in UTF-8, little-endian.</summary>
    public static ulong RunNumber(string runId) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(runId)));
}
