using System.Buffers;
using System.Runtime.InteropServices;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Transport.Frames;

/// <summary>
/// The payload of a frame: memory segments that follow each other on the wire. Numbers are sent as they lie in memory, little-endian.
/// </summary>
internal readonly struct FramePayload
{
    private readonly ReadOnlyMemory<byte> _bytes; // the first segment, if there are any
    private readonly PartialGradient? _losses; // a segment, if there is one
    private readonly float[]? _floats; // a segment for each range
    private readonly ParameterRange[]? _ranges;
    private readonly PartialGradient? _gradient; // a segment for each node
    private readonly ParameterRange? _range; // of every segment of numbers
    private readonly byte[]? _rented;

    /// <summary>The whole array, by reference.</summary>
    public FramePayload(float[] floats) => (_floats, Length) = (floats, (long)sizeof(float) * floats.Length);

    /// <summary>A range of an array, by reference.</summary>
    public FramePayload(float[] floats, ParameterRange range) =>
        (_floats, _range, Length) = (floats, range, (long)sizeof(float) * range.Length);

    /// <summary>Bytes, then ranges of an array; all by reference.</summary>
    public FramePayload(ReadOnlyMemory<byte> head, float[] floats, ParameterRange[] ranges)
    {
        (_bytes, _floats, _ranges) = (head, floats, ranges);
        Length = head.Length;
        foreach (var range in ranges)
            Length += (long)sizeof(float) * range.Length;
    }

    /// <summary>The losses of the slices, then the sums of the nodes; by reference.</summary>
    public FramePayload(PartialGradient gradient) => (_losses, _gradient, Length) = (gradient, gradient, LengthOf(gradient));

    /// <summary>A range of the sum of each node; by reference.</summary>
    public FramePayload(PartialGradient gradient, ParameterRange range) =>
        (_gradient, _range, Length) = (gradient, range, (long)sizeof(float) * range.Length * gradient.NodeCount);

    /// <summary>Bytes, by reference.</summary>
    public FramePayload(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Length = bytes.Length;
    }

    private FramePayload(ReadOnlyMemory<byte> head, PartialGradient losses) =>
        (_bytes, _losses, Length) = (head, losses, head.Length + (long)sizeof(double) * losses.SliceLosses.Length);

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

    public int SegmentCount =>
        ByteSegments + LossSegments + (_gradient?.NodeCount ?? _ranges?.Length ?? (_floats is null ? 0 : 1));

    private int ByteSegments => _bytes.IsEmpty ? 0 : 1;

    private int LossSegments => _losses is null ? 0 : 1;

    /// <summary>Bytes, then the losses of the slices; by reference.</summary>
    public static FramePayload LossesOf(PartialGradient gradient, ReadOnlyMemory<byte> head) => new(head, gradient);

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
        if (index < ByteSegments)
            return _bytes.Span;
        index -= ByteSegments;
        if (index < LossSegments)
            return MemoryMarshal.AsBytes(_losses!.SliceLosses);
        index -= LossSegments;
        var floats = _gradient is null ? _floats : _gradient.Sum(index);
        var range = _ranges?[index] ?? _range ?? new ParameterRange(0, floats!.Length);
        return MemoryMarshal.AsBytes(floats.AsSpan(range.Start, range.Length));
    }

    /// <summary>Returns the copy to the pool; the payload must not be read afterwards.</summary>
    public void Return()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }
}
