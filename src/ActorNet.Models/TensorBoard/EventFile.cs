using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace ActorNet.Models.TensorBoard;

/// <summary>
/// A file of scalars for TensorBoard: TFRecords, each the length (8 bytes), its masked CRC-32C, an Event message and its masked CRC-32C, all little-endian
/// (TensorFlow, tsl/lib/io/record_writer). Each record is with the system when <see cref="Write"/> returns, so that it can be watched while it grows.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";
    private const uint MaskDelta = 0xa282ead8;

    private readonly FileStream _stream;

    private EventFile(FileStream stream) => _stream = stream;

    /// <summary>The file.</summary>
    public string Path => _stream.Name;

    /// <summary>Creates a file under a folder, which is made where it is missing, with a name of its own.</summary>
    /// <param name="folder">The folder that TensorBoard is to look at.</param>
    /// <param name="writer">Who writes: the second half of the name, such as machine and process.</param>
    /// <param name="now">When; the first half of the name.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static EventFile Create(string folder, string writer, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.{writer}");
        // In a container each process has the same number, and one that is restarted may be there in the same second.
        var number = 0;
        while (File.Exists(PathOf(number)))
            number++;
        // Its readers open it while it grows.
        var stream = new FileStream(
            PathOf(number), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var file = new EventFile(stream);
        file.Append(new Event { WallTime = Seconds(now), FileVersion = Version });
        return file;

        string PathOf(int each) => System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{each}"));
    }

    /// <summary>Adds scalars of one step.</summary>
    /// <param name="now">When they were taken.</param>
    /// <param name="step">The step.</param>
    /// <param name="scalars">Each with its tag; a slash in it makes a group.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(DateTimeOffset now, long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars)
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        Append(new Event { WallTime = Seconds(now), Step = step, Summary = summary });
    }

    /// <summary>Says that what was told of <paramref name="step"/> and later ones is void: the run goes on from there.</summary>
    /// <param name="now">When.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void WriteSessionStart(DateTimeOffset now, long step) => Append(new Event
    {
        WallTime = Seconds(now), Step = step, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start },
    });

    /// <inheritdoc/>
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

    /// <summary>A CRC of data that hold CRCs says little, so it is turned and moved (record_writer.h, "masked").</summary>
    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;
}
