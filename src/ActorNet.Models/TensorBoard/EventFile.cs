using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace ActorNet.Models.TensorBoard;

/// <summary>
/// A TensorBoard event file: TFRecords, each the length (8 bytes), its masked CRC-32C, an Event message and its masked
/// CRC-32C, all little-endian (TensorFlow, tsl/lib/io/record_writer). Unbuffered: a record reaches the operating system
/// before <see cref="Write"/> returns, so TensorBoard can follow the file as it grows.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";
    private const uint MaskDelta = 0xa282ead8;

    private readonly FileStream _stream;

    private EventFile(FileStream stream) => _stream = stream;

    public string Path => _stream.Name;

    /// <summary>Creates a file in a folder, which is created if missing; its name is of the time, the writer and a number.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static EventFile Create(string folder, string writer, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.{writer}");
        // In containers process ids repeat, and a restarted process may start in the same second.
        var number = 0;
        while (File.Exists(PathOf(number)))
            number++;
        // TensorBoard reads the file while it grows.
        var stream = new FileStream(
            PathOf(number), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var file = new EventFile(stream);
        file.Append(new Event { WallTime = Seconds(now), FileVersion = Version });
        return file;

        string PathOf(int each) => System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{each}"));
    }

    /// <summary>Writes the scalars of a step; a slash in a tag makes a group.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(DateTimeOffset now, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars)
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        Append(new Event { WallTime = Seconds(now), Step = step, Summary = summary });
    }

    /// <summary>Marks a session start at <paramref name="step"/>: TensorBoard discards earlier values of this and later steps.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteSessionStart(DateTimeOffset now, long step) => Append(new Event
    {
        WallTime = Seconds(now), Step = step, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start },
    });

    public void Dispose() => _stream.Dispose();

    private void Append(Event written)
    {
        var message = written.ToByteArray();
        var record = new byte[sizeof(ulong) + sizeof(uint) + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedCrc(record.AsSpan(0, sizeof(ulong))));
        message.CopyTo(record, sizeof(ulong) + sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - sizeof(uint)), MaskedCrc(message));
        _stream.Write(record);
    }

    /// <summary>Rotates and offsets the CRC, because CRCs of data that contain CRCs are weak (record_writer.h, "masked").</summary>
    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;
}
