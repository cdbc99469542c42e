namespace ActorNet.Data.Tests.Mnist;

/// <summary>A response body that returns its bytes and then calls <paramref name="afterwards"/> instead of ending.</summary>
internal sealed class ScriptedStream(byte[] content, Func<CancellationToken, ValueTask<int>> afterwards) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == content.Length)
            return afterwards(cancellationToken);
        var length = Math.Min(buffer.Length, content.Length - _position);
        content.AsMemory(_position, length).CopyTo(buffer);
        _position += length;
        return ValueTask.FromResult(length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
