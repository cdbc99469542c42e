using System.Runtime.InteropServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// Floats that begin on a cache line (64 bytes) and stay there: a vector load that straddles two lines costs twice.
/// </summary>
internal sealed class AlignedBuffer
{
    private const int LineBytes = 64;
    private float[] _elements = [];
    private int _offset;
    private int _length;

    public AlignedBuffer(int length) => Allocate(length);

    public Span<float> Span => _elements.AsSpan(_offset, _length);

    /// <summary>Makes room for at least <paramref name="length"/> elements; what was there is lost where there was less.</summary>
    public void Reserve(int length)
    {
        if (_length < length)
            Allocate(length);
    }

    private void Allocate(int length)
    {
        const int lineElements = LineBytes / sizeof(float);
        _elements = GC.AllocateArray<float>(length + lineElements, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_elements, 0);
        _offset = (int)((LineBytes - address % LineBytes) % LineBytes / sizeof(float));
        _length = length;
    }
}
