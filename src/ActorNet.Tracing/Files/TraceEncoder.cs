using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace ActorNet.Tracing.Files;

/// <summary>Encodes a trace as <see cref="TraceFormat"/> has it, into a buffer that the caller writes and clears. Not thread-safe.</summary>
internal sealed class TraceEncoder
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Dictionary<string, ulong> _texts = [];
    private readonly XxHash3 _checksum = new();
    private long _step;
    private long _sentAt;

    public TraceEncoder(TraceHeader header)
    {
        _buffer.Write(TraceFormat.Magic);
        Span<byte> version = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(version, TraceFormat.Version);
        _buffer.Write(version);
        Write(header.RunId);
        Write((ulong)header.HashedSteps);
        Write((ulong)header.Options.Count);
        foreach (var (name, value) in header.Options)
        {
            Write(name);
            Write(value);
        }
    }

    /// <summary>Messages encoded so far; the number of the next one.</summary>
    public long Messages { get; private set; }

    /// <summary>What is encoded and not cleared.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.WrittenSpan;

    public void Write(in TraceEntry message)
    {
        var (kind, from, to, run) = (NumberOf(message.Kind), NumberOf(message.From), NumberOf(message.To), NumberOf(message.RunId));
        Begin(EntryKind.Message);
        WriteByte((byte)FieldsOf(message));
        Write(kind);
        Write(from);
        Write(to);
        Write(run);
        WriteSigned(message.Incarnation);
        if (message.RoundKind is { } round)
            WriteByte((byte)round);
        if (message.Step is { } step)
            WriteDifference(ref _step, step);
        if (message.Slices is var (first, count))
        {
            Write((ulong)first);
            Write((ulong)count);
        }

        Write((ulong)message.Bytes);
        WriteDifference(ref _sentAt, message.SentAt.Ticks);
        if (message.ReceivedAt is { } receivedAt)
            WriteSigned(unchecked(receivedAt.Ticks - message.SentAt.Ticks));
        if (message.Hash is { } hash)
            WriteFixed(hash);
        Messages++;
    }

    /// <summary>The message of this number has not been received after all.</summary>
    public void WriteLost(long message)
    {
        Begin(EntryKind.Lost);
        Write((ulong)message);
    }

    /// <summary>Ends the file.</summary>
    public void WriteEnd(long leftOut)
    {
        Begin(EntryKind.End);
        Write((ulong)leftOut);
        _checksum.Append(Pending);
        WriteFixed(_checksum.GetCurrentHashAsUInt64());
    }

    /// <summary>Forgets what is pending, since it is written.</summary>
    public void Clear()
    {
        _checksum.Append(Pending);
        Discard();
    }

    /// <summary>Forgets what is pending, since it cannot be written: only <see cref="WriteEnd"/> may follow.</summary>
    public void Discard() => _buffer.ResetWrittenCount();

    private static MessageFields FieldsOf(in TraceEntry message) =>
        (message.RoundKind is null ? 0 : MessageFields.RoundKind) | (message.Step is null ? 0 : MessageFields.Step)
        | (message.Slices is null ? 0 : MessageFields.Slices) | (message.Hash is null ? 0 : MessageFields.Hash)
        | (message.ReceivedAt is null ? 0 : MessageFields.Received);

    private ulong NumberOf(string text)
    {
        if (_texts.TryGetValue(text, out var number))
            return number;
        Begin(EntryKind.Text);
        Write(text);
        return _texts[text] = (ulong)_texts.Count;
    }

    private void Begin(EntryKind kind) => WriteByte((byte)kind);

    private void Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write((ulong)bytes.Length);
        _buffer.Write(bytes);
    }

    private void WriteDifference(ref long last, long value)
    {
        WriteSigned(unchecked(value - last));
        last = value;
    }

    /// <summary>Zigzag: small numbers of either sign are short.</summary>
    private void WriteSigned(long value) => Write((ulong)((value << 1) ^ (value >> 63)));

    private void Write(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    private void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    private void WriteFixed(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _buffer.Write(bytes);
    }
}
