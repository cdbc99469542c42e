namespace ActorNet.Learning.Numerics;

/// <summary>Floats that start on a cache line (64 bytes) and never move: a vector load across two lines takes twice as long.</summary>
internal sealed class AlignedBuffer
{
    private const int LineBytes = 64;
    private float[] _elements = [];
    private int _offset;
    private int _length;

    public AlignedBuffer(int length) => Allocate(length);

    public Span<float> Span => _elements.AsSpan(_offset, _length);

    /// <summary>Grows to at least <paramref name="length"/> elements; growing discards the contents.</summary>
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
