using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Tracing.Files;

/// <summary>A <see cref="TracedMessage"/> as a value, so that recording allocates nothing.</summary>
internal readonly record struct TraceEntry(
    string Kind, string From, string To, string RunId, int Incarnation, RoundKind? RoundKind, long? Step, SliceRange? Slices, long Bytes,
    TimeSpan SentAt, TimeSpan? ReceivedAt, ulong? Hash)
{
    public static TraceEntry Of(TracedMessage message) => new(
        message.Kind, message.From, message.To, message.RunId, message.Incarnation, message.RoundKind, message.Step, message.Slices,
        message.Bytes, message.SentAt, message.ReceivedAt, message.Hash);

    public TracedMessage ToMessage() => new()
    {
        Kind = Kind, From = From, To = To, RunId = RunId, Incarnation = Incarnation, RoundKind = RoundKind, Step = Step, Slices = Slices,
        Bytes = Bytes, SentAt = SentAt, ReceivedAt = ReceivedAt, Hash = Hash,
    };
}
