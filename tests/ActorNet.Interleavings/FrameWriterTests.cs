using ActorNet.Interleavings.Scheduling;
using ActorNet.Testing;
using ActorNet.Transport.Frames;

namespace ActorNet.Interleavings;

/// <summary>Threads that send over one link whose peer reads slowly, and one that closes it.</summary>
public class FrameWriterTests
{
    private const int Runs = 500;
    private const int Frames = 3; // of each sender
    private const int PayloadFloats = 5;
    private const int FrameBytes = FrameCodec.HeaderBytes + PayloadFloats * sizeof(float) + FrameCodec.ChecksumBytes;

    [Fact]
    public void Frames_arrive_whole_and_each_sender_s_in_order() => Assert.Null(Scheduler.Explore(Runs, () => Send(closesEarly: false)));

    [Fact]
    public void Closed_link_has_sent_whole_frames_and_the_start_of_one() => Assert.Null(Scheduler.Explore(Runs, () => Send(closesEarly: true)));

    [Fact]
    public void Writer_that_is_not_woken_is_found() => Assert.Contains(
        "for ever",
        Scheduler.Explore(Runs, () => Send(closesEarly: false), broken: "FrameWriter.WakeWriterThread: Monitor.PulseAll"), StringComparison.Ordinal);

    [Fact]
    public void Frames_that_get_mixed_up_are_found() => Assert.NotNull(
        Scheduler.Explore(Runs, () => Send(closesEarly: false), broken: "FrameWriter.TrySend: Monitor.Enter"));

    private static (Action[], Action) Send(bool closesEarly)
    {
        const int Bytes = 2 * Frames * FrameBytes;
        var connection = new SlowConnection();
        var writer = new FrameWriter(connection);
        return (
        [
            () => SendFrames(writer, connection, sender: 1),
            () => SendFrames(writer, connection, sender: 2),
            () => connection.ReadAll(Bytes, atOnce: FrameBytes / 2 + 1),
            () =>
            {
                if (!closesEarly)
                    connection.AwaitOutput(Bytes);
                writer.Close(goodbye: null);
                connection.Dispose();
            },
        ], () =>
        {
            var frames = FramesIn(connection.Output);
            foreach (var steps in frames.GroupBy(frame => frame.Incarnation, frame => (int)frame.Step))
                Assert.Equal(Enumerable.Range(0, steps.Count()), steps);
            if (!closesEarly)
                Assert.Equal(2 * Frames, frames.Count);
        });
    }

    private static void SendFrames(FrameWriter writer, SlowConnection connection, int sender)
    {
        for (var number = 0; number < Frames; number++)
        {
            connection.AwaitOutput(number * FrameBytes); // now and then nothing is left to send, and the writer waits
            var header = new FrameHeader { Kind = FrameKind.DatasetPart, Incarnation = sender, Step = number };
            Assert.True(writer.TrySend(header, new FramePayload(Enumerable.Repeat((float)sender, PayloadFloats).ToArray())));
        }
    }

    /// <summary>Reads whole frames, whose checksums are checked, up to the end or the start of one that is cut off.</summary>
    private static List<FrameHeader> FramesIn(byte[] bytes)
    {
        var connection = new ScriptedConnection();
        connection.Put(bytes, end: true);
        var reader = new FrameReader(connection, new LinkLimits().Allow(FrameKind.DatasetPart, PayloadFloats * sizeof(float)), spins: 0);
        var frames = new List<FrameHeader>();
        for (var whole = bytes.Length / FrameBytes; frames.Count < whole;)
        {
            frames.Add(reader.ReadHeader());
            reader.Skip();
            reader.EndFrame();
        }

        return frames;
    }
}
