using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using ActorNet.Learning;

namespace ActorNet.Tracing.Files;

/// <summary>Reads the numbers and texts of a trace in their order. Every problem is an exception that names the file.</summary>
/// <param name="bytes">The whole file.</param>
/// <param name="name">The file's name in errors.</param>
internal ref struct TraceDecoder(ReadOnlySpan<byte> bytes, string name)
{
    private const int MaxNumberBits = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _step;
    private long _sentAt;

    public int Position { get; private set; }

    /// <summary>Messages read so far, for the sentence about a file that ends too early.</summary>
    public long Messages { get; set; }

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count > _bytes.Length - Position)
            throw InvalidInputException.Of(
                $"File '{name}'", $"is a trace that is cut off after {Messages:N0} messages",
                advice: "record it again: the run was killed, or its disk was full");
        Position += (int)count;
        return _bytes.Slice(Position - (int)count, (int)count);
    }

    public byte ReadByte() => Take(1)[0];

    public ulong ReadNumber()
    {
        ulong value = 0;
        for (var shift = 0; shift < MaxNumberBits; shift += 7)
        {
            var part = ReadByte();
            var isTooLarge = shift == MaxNumberBits - 1 && part > 1;
            value |= (ulong)(part & 0x7f) << shift;
            if (part <= 0x7f && !isTooLarge)
                return value;
        }

        throw Damaged();
    }

    /// <summary>A number from 0 to <paramref name="max"/>.</summary>
    public long ReadCount(long max)
    {
        var value = ReadNumber();
        return value <= (ulong)max ? (long)value : throw Damaged();
    }

    public long ReadSigned()
    {
        var value = ReadNumber();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadSignedInt32() => ReadSigned() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Damaged();

    public long ReadStep() => unchecked(_step += ReadSigned());

    public TimeSpan ReadSentAt()
    {
        var time = ReadTimeAfter(new TimeSpan(_sentAt));
        _sentAt = time.Ticks;
        return time;
    }

    public TimeSpan ReadTimeAfter(TimeSpan other) =>
        unchecked(other.Ticks + ReadSigned()) is >= 0 and <= TraceFormat.MaxTicks and var ticks ? new TimeSpan(ticks) : throw Damaged();

    public ulong ReadFixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public string ReadText()
    {
        var text = Take(ReadCount(int.MaxValue));
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw Damaged();
    }

    public readonly InvalidInputException Damaged() =>
        InvalidInputException.Of($"File '{name}'", $"is a trace that is damaged at byte {Position:N0}", advice: "record it again");
}
