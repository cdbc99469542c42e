using System.Buffers.Binary;
using ActorNet.Models.TensorBoard;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.TensorBoard;

public sealed class EventFileTests : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scalars_are_readable_while_the_file_grows()
    {
        using var file = EventFile.Create(_folder["board/run"], "host.42", Time);
        file.Write(Time.AddSeconds(1), 7, [("loss/train", 0.5), ("accuracy/test", 0.97)]);

        var events = Read(file.Path);

        Assert.Equal("events.out.tfevents.1700000000.host.42.0", Path.GetFileName(file.Path));
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal(1_700_000_000.5, events[0].WallTime);
        Assert.Equal(7, events[1].Step);
        Assert.Equal(["loss/train", "accuracy/test"], events[1].Summary.Value.Select(value => value.Tag));
        Assert.Equal([0.5f, 0.97f], events[1].Summary.Value.Select(value => value.SimpleValue));
    }

    [Fact]
    public void Zero_is_written_explicitly()
    {
        using var file = EventFile.Create(_folder["run"], "host", Time);
        file.Write(Time, 1, [("loss", 0)]);
        Assert.Equal(Summary.Types.Value.ValueOneofCase.SimpleValue, Read(file.Path)[1].Summary.Value[0].ValueCase);
        Assert.True(Bytes(file.Path).AsSpan().IndexOf(new byte[] { 0x15, 0, 0, 0, 0 }) > 0);
    }

    [Fact]
    public void Session_start_has_the_step()
    {
        using var file = EventFile.Create(_folder["run"], "host", Time);
        file.WriteSessionStart(Time, 5);

        var restart = Read(file.Path)[1];
        Assert.Equal(5, restart.Step);
        Assert.Equal(SessionLog.Types.SessionStatus.Start, restart.SessionLog.Status);
    }

    [Fact]
    public void Checksums_are_masked_CRC_32C()
    {
        // The first record's length is 24; the checksum is TensorFlow's.
        using var file = EventFile.Create(_folder["run"], "host", Time);
        var bytes = Bytes(file.Path);
        Assert.Equal(24UL, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Assert.Equal(0x22_4b_7f_a3u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)));
    }

    private static List<Event> Read(string path)
    {
        var bytes = Bytes(path);
        var events = new List<Event>();
        for (var position = 0; position < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(position));
            events.Add(Event.Parser.ParseFrom(bytes.AsSpan(position + 12, length)));
            position += length + 16;
        }

        return events;
    }

    private static byte[] Bytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
