using System.Buffers;
using System.Runtime.InteropServices;
using ActorNet.Learning.Gradients;

namespace ActorNet.Transport.Frames;

/// <summary>
/// The payload of a frame: memory segments that follow each other on the wire. Numbers are sent as they lie in memory, little-endian.
/// </summary>
internal readonly struct FramePayload
{
    private readonly float[]? _floats;
    private readonly PartialGradient? _gradient;
    private readonly byte[]? _rented;
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>The whole array, by reference.</summary>
    public FramePayload(float[] floats)
    {
        _floats = floats;
        Length = Segment(0).Length;
    }

    /// <summary>The losses of the slices, then the sums of the nodes; by reference.</summary>
    public FramePayload(PartialGradient gradient)
    {
        _gradient = gradient;
        Length = LengthOf(gradient);
    }

    /// <summary>Bytes, by reference.</summary>
    public FramePayload(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Length = bytes.Length;
    }

    /// <summary>A copy of the bytes in a pooled buffer, released by <see cref="Return"/>.</summary>
    public FramePayload(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _rented = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(_rented);
        _bytes = _rented.AsMemory(0, bytes.Length);
        Length = bytes.Length;
    }

    public long Length { get; }

    public int SegmentCount => _gradient is null ? 1 : 1 + _gradient.NodeCount;

    /// <summary>The length of a partial gradient in bytes.</summary>
    public static long LengthOf(PartialGradient gradient)
    {
        var length = (long)sizeof(double) * gradient.SliceLosses.Length;
        for (var node = 0; node < gradient.NodeCount; node++)
            length += (long)sizeof(float) * gradient.Sum(node).Length;
        return length;
    }

    /// <summary>May be empty.</summary>
    public ReadOnlySpan<byte> Segment(int index)
    {
        if (_floats is not null)
            return MemoryMarshal.AsBytes(_floats.AsSpan());
        if (_gradient is not null)
            return index == 0 ? MemoryMarshal.AsBytes(_gradient.SliceLosses) : MemoryMarshal.AsBytes(_gradient.Sum(index - 1).AsSpan());
        return _bytes.Span;
    }

    /// <summary>Returns the copy to the pool; the payload must not be read afterwards.</summary>
    public void Return()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }
}
