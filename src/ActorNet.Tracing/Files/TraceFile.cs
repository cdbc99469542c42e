using System.Buffers.Binary;
using System.IO.Hashing;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Tracing.Files;

/// <summary>Traces as files; <see cref="TraceFormat"/> has the layout.</summary>
internal static class TraceFile
{
    /// <summary>Reads a trace.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its name in errors.</param>
    /// <exception cref="InvalidInputException">There is no such file, or it is no complete trace of this version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Trace Read(string path, string name) => File.Exists(path)
        ? Parse(File.ReadAllBytes(path), name)
        : throw InvalidInputException.Of(
            $"File '{name}'", "does not exist", advice: "`actornet train --trace FILE` records a trace");

    /// <summary>Whether a file is a trace, or at least begins like one.</summary>
    public static bool IsTrace(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[TraceFormat.Magic.Length];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(TraceFormat.Magic);
    }

    /// <summary>Writes a whole trace.</summary>
    public static void Write(Stream stream, Trace trace)
    {
        var encoder = new TraceEncoder(trace.Header);
        foreach (var message in trace.Messages)
            encoder.Write(TraceEntry.Of(message));
        encoder.WriteEnd(trace.LeftOut);
        stream.Write(encoder.Pending);
    }

    /// <summary>Reads a trace from the bytes of a file named <paramref name="name"/>.</summary>
    /// <exception cref="InvalidInputException">They are no complete trace of this version.</exception>
    public static Trace Parse(ReadOnlySpan<byte> bytes, string name)
    {
        var decoder = new TraceDecoder(bytes, name);
        var header = ReadHeader(ref decoder, bytes, name);
        var texts = new List<string>();
        var messages = new List<TracedMessage>();
        while (true)
        {
            switch ((EntryKind)decoder.ReadByte())
            {
                case EntryKind.Text:
                    texts.Add(decoder.ReadText());
                    break;
                case EntryKind.Message:
                    messages.Add(ReadMessage(ref decoder, texts));
                    decoder.Messages++;
                    break;
                case EntryKind.Lost when messages.Count > 0:
                    var lost = (int)decoder.ReadCount(messages.Count - 1);
                    messages[lost] = messages[lost] with { ReceivedAt = null };
                    break;
                case EntryKind.End:
                    var leftOut = decoder.ReadCount(long.MaxValue);
                    var checksum = XxHash3.HashToUInt64(bytes[..decoder.Position]);
                    return decoder.ReadFixed() == checksum && decoder.Position == bytes.Length
                        ? new Trace(header, messages, leftOut) : throw decoder.Damaged();
                default:
                    throw decoder.Damaged();
            }
        }
    }

    private static TraceHeader ReadHeader(ref TraceDecoder decoder, ReadOnlySpan<byte> bytes, string name)
    {
        var magic = TraceFormat.Magic[..Math.Min(bytes.Length, TraceFormat.Magic.Length)];
        if (!bytes.StartsWith(magic))
            throw InvalidInputException.Of($"File '{name}'", "is no trace", advice: "`actornet train --trace FILE` records one");
        decoder.Take(TraceFormat.Magic.Length);
        var version = BinaryPrimitives.ReadUInt16LittleEndian(decoder.Take(sizeof(ushort)));
        if (version != TraceFormat.Version)
            throw InvalidInputException.Of(
                $"File '{name}'", $"is a trace of version {version}", $"this program reads version {TraceFormat.Version}",
                "use the program that recorded it");
        var run = decoder.ReadText();
        var hashedSteps = (int)decoder.ReadCount(int.MaxValue);
        var options = new List<KeyValuePair<string, string>>();
        for (var left = decoder.ReadCount(long.MaxValue); left > 0; left--)
            options.Add(KeyValuePair.Create(decoder.ReadText(), decoder.ReadText()));
        return options.DistinctBy(option => option.Key).Count() == options.Count
            ? new TraceHeader(run, hashedSteps, options) : throw decoder.Damaged();
    }

    private static TracedMessage ReadMessage(ref TraceDecoder decoder, List<string> texts)
    {
        var fields = (MessageFields)decoder.ReadByte();
        if ((fields & ~MessageFields.All) != 0)
            throw decoder.Damaged();
        var (kind, from, to, run) = (Text(ref decoder), Text(ref decoder), Text(ref decoder), Text(ref decoder));
        var incarnation = decoder.ReadSignedInt32();
        var round = fields.HasFlag(MessageFields.RoundKind) ? (RoundKind?)decoder.ReadByte() : null;
        if (round > RoundKind.Canary)
            throw decoder.Damaged();
        long? step = fields.HasFlag(MessageFields.Step) ? decoder.ReadStep() : null;
        SliceRange? slices = fields.HasFlag(MessageFields.Slices)
            ? new SliceRange((int)decoder.ReadCount(TraceFormat.MaxSlices), (int)decoder.ReadCount(TraceFormat.MaxSlices)) : null;
        var carried = decoder.ReadCount(TraceFormat.MaxBytes);
        var sentAt = decoder.ReadSentAt();
        TimeSpan? receivedAt = fields.HasFlag(MessageFields.Received) ? decoder.ReadTimeAfter(sentAt) : null;
        return new TracedMessage
        {
            Kind = kind, From = from, To = to, RunId = run, Incarnation = incarnation, RoundKind = round, Step = step, Slices = slices,
            Bytes = carried, SentAt = sentAt, ReceivedAt = receivedAt,
            Hash = fields.HasFlag(MessageFields.Hash) ? decoder.ReadFixed() : null,
        };

        string Text(ref TraceDecoder decoder) => texts.Count == 0 ? throw decoder.Damaged() : texts[(int)decoder.ReadCount(texts.Count - 1)];
    }
}
