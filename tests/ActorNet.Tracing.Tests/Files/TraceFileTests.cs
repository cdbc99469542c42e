using System.Buffers.Binary;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;
using ActorNet.Protocol;
using ActorNet.Tracing.Files;

namespace ActorNet.Tracing.Tests.Files;

public class TraceFileTests
{
    private static readonly Trace Small = Samples.TraceOf([
        Samples.Member("RegisterWorker", "a", 1, isToWorker: false), .. Samples.Step(0), .. Samples.StepWithLoss(1, at: 20),
    ]) with { LeftOut = 3 };

    [Fact]
    public void Trace_is_read_as_it_was_written()
    {
        var read = TraceFile.Parse(BytesOf(Small), "x");
        Assert.Equal(Small.Messages, read.Messages);
        Assert.Equal((Small.Header.RunId, Small.Header.HashedSteps, 3L), (read.Header.RunId, read.Header.HashedSteps, read.LeftOut));
        Assert.Equal(Small.Header.Options, read.Header.Options);
        Assert.Equal(["coordinator", "a", "b"], read.Lanes);
    }

    [Fact]
    public void Extreme_values_and_any_text_are_kept()
    {
        TracedMessage[] messages = [.. new[] { long.MinValue, long.MaxValue, 0, -1 }.Select(number => new TracedMessage
        {
            Kind = "Größe", From = "", To = "日本\0", RunId = new string('x', 300), Incarnation = (int)number,
            RoundKind = RoundKind.Canary, Step = number,
            Slices = new SliceRange((int)number & TraceFormat.MaxSlices, TraceFormat.MaxSlices), Bytes = number & TraceFormat.MaxBytes,
            SentAt = new TimeSpan(Math.Abs(number % TraceFormat.MaxTicks)),
            ReceivedAt = new TimeSpan(TraceFormat.MaxTicks - Math.Abs(number % TraceFormat.MaxTicks)), Hash = (ulong)number,
        })];
        Assert.Equal(messages, TraceFile.Parse(BytesOf(Samples.TraceOf(messages)), "x").Messages);
    }

    [Fact]
    public void Message_takes_about_twenty_bytes()
    {
        var messages = Enumerable.Range(0, 1000).SelectMany(step => Samples.Step(step, at: step)).ToList();
        Assert.InRange(BytesOf(Samples.TraceOf(messages)).Length / messages.Count, 10, 25);
    }

    [Fact]
    public void Every_prefix_is_reported_as_cut_off()
    {
        var bytes = BytesOf(Small);
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<InvalidInputException>(() => TraceFile.Parse(bytes.AsSpan(0, length), "x"));
            Assert.Matches(@"^File 'x' is a trace that is cut off after \d+ messages; record it again: .*\.$", error.Message);
        }
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var bytes = BytesOf(Small);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var change in new byte[] { 1, 0x80, 0xff })
            {
                bytes[i] ^= change;
                Assert.Throws<InvalidInputException>(() => TraceFile.Parse(bytes, "x"));
                bytes[i] ^= change;
            }
        }
    }

    [Fact]
    public void Random_bytes_are_no_trace_whether_or_not_they_begin_like_one()
    {
        var random = new SeededRandom(1, RandomPurpose.Generation, 0);
        var header = BytesOf(Samples.TraceOf());
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.NextInt(100)];
            foreach (ref var value in bytes.AsSpan())
                value = (byte)(random.NextInt(2) == 0 ? random.NextInt(256) : random.NextInt(6));
            // Behind a whole header, so that entries are reached.
            Assert.Throws<InvalidInputException>(() => TraceFile.Parse(bytes, "x"));
            Assert.Throws<InvalidInputException>(() => TraceFile.Parse([.. header[..^10], .. bytes], "x"));
        }
    }

    [Fact]
    public void Text_that_is_not_utf8_is_damage()
    {
        var error = Assert.Throws<InvalidInputException>(() => TraceFile.Parse([.. BytesOf(Small)[..10], 1, 0xff], "x"));
        Assert.Equal("File 'x' is a trace that is damaged at byte 12; record it again.", error.Message);
    }

    [Fact]
    public void Text_longer_than_the_file_allocates_nothing()
    {
        byte[] bytes = [.. BytesOf(Small)[..10], 0xff, 0xff, 0xff, 0xff, 0x07];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidInputException>(() => TraceFile.Parse(bytes, "x"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Other_files_and_versions_are_named()
    {
        var other = BytesOf(Small);
        BinaryPrimitives.WriteUInt16LittleEndian(other.AsSpan(8), 2);
        Assert.Equal(
            "File 'x' is a trace of version 2; this program reads version 1; use the program that recorded it.",
            Assert.Throws<InvalidInputException>(() => TraceFile.Parse(other, "x")).Message);
        Assert.Equal(
            "File 'x' is no trace; `actornet train --trace FILE` records one.",
            Assert.Throws<InvalidInputException>(() => TraceFile.Parse("{\"run\":1}"u8, "x")).Message);
        Assert.Equal(
            "File 'x' does not exist; `actornet train --trace FILE` records a trace.",
            Assert.Throws<InvalidInputException>(() => TraceFile.Read("/no/such/file", "x")).Message);
    }

    private static byte[] BytesOf(Trace trace)
    {
        using var stream = new MemoryStream();
        TraceFile.Write(stream, trace);
        return stream.ToArray();
    }
}
