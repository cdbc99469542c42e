using System.Text.Json;
using ActorNet.Protocol;
using ActorNet.Tracing.Analysis;

namespace ActorNet.Tracing.Diagrams;

/// <summary>
/// A trace in the Chrome trace event format, which ui.perfetto.dev opens: a lane for the coordinator with its rounds, and one for each
/// worker with the requests that it answers, an arrow from each round to them. Times are in microseconds.
/// </summary>
internal sealed class PerfettoExport
{
    private const int ProcessId = 1;

    private readonly Trace _trace;
    private readonly Utf8JsonWriter _json;
    private long _arrows;

    private PerfettoExport(Trace trace, Utf8JsonWriter json) => (_trace, _json) = (trace, json);

    /// <summary>Writes a trace as a JSON object whose traceEvents are an array of events.</summary>
    public static void Write(Trace trace, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        new PerfettoExport(trace, json).WriteEvents();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteEvents()
    {
        WriteName("process_name", 0, $"actornet run {_trace.Header.RunId}");
        foreach (var (lane, name) in _trace.Lanes.Index())
            WriteName("thread_name", lane, name);
        foreach (var round in TracedRound.In(_trace.Messages).Where(round => round.LastAnswer is not null))
            WriteSpan(NameOf(round.Id), 0, round.Begin, round.Time);
        var lanes = _trace.Lanes.Index().ToDictionary(lane => lane.Item, lane => lane.Index);
        foreach (var worker in AnsweredRequest.In(_trace.Messages).GroupBy(each => each.Request.To))
            WriteRequests(worker, lanes[worker.Key]);
        foreach (var message in _trace.Messages.Where(message => message.Round is null))
            WriteInstant(message.Kind, lanes[message.From], message);
    }

    /// <summary>A worker answers its requests one after the other: it begins with the next when it has answered the last.</summary>
    private void WriteRequests(IEnumerable<AnsweredRequest> requests, int lane)
    {
        var free = TimeSpan.Zero;
        foreach (var (request, answer) in requests)
        {
            if (request.ReceivedAt is not { } receivedAt || answer is null)
            {
                WriteInstant($"{request.Kind} {(request.ReceivedAt is null ? "lost" : "not answered")}", lane, request);
                continue;
            }

            var begin = receivedAt > free ? receivedAt : free;
            free = answer.SentAt > begin ? answer.SentAt : begin;
            _arrows++;
            WriteArrow("s", 0, request.SentAt);
            WriteArrow("f", lane, begin);
            WriteSpan(request.Kind, lane, begin, free - begin, request);
        }
    }

    private static string NameOf(RoundId round) => round.Kind == RoundKind.Gradient
        ? FormattableString.Invariant($"step {round.Step}") : FormattableString.Invariant($"{round.Kind} after step {round.Step}");

    private void WriteName(string what, int lane, string name)
    {
        Begin(what, "M", lane, TimeSpan.Zero);
        _json.WriteStartObject("args");
        _json.WriteString("name", name);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteSpan(string name, int lane, TimeSpan begin, TimeSpan duration, TracedMessage? request = null)
    {
        Begin(name, "X", lane, begin);
        _json.WriteNumber("dur", duration.TotalMicroseconds);
        if (request is null)
            _json.WriteEndObject();
        else
            EndWithArguments(request);
    }

    private void WriteInstant(string name, int lane, TracedMessage message)
    {
        Begin(name, "i", lane, message.SentAt);
        _json.WriteString("s", "t");
        EndWithArguments(message);
    }

    private void WriteArrow(string phase, int lane, TimeSpan at)
    {
        Begin("request", phase, lane, at);
        _json.WriteNumber("id", _arrows);
        if (phase == "f")
            _json.WriteString("bp", "e");
        _json.WriteEndObject();
    }

    private void Begin(string name, string phase, int lane, TimeSpan at)
    {
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WriteString("cat", "actornet");
        _json.WriteString("ph", phase);
        _json.WriteNumber("pid", ProcessId);
        _json.WriteNumber("tid", lane);
        _json.WriteNumber("ts", at.TotalMicroseconds);
    }

    private void EndWithArguments(TracedMessage message)
    {
        _json.WriteStartObject("args");
        if (message.Step is { } step)
            _json.WriteNumber("step", step);
        if (message.Slices is { } slices)
            _json.WriteString("slices", FormattableString.Invariant($"{slices.First}-{slices.End - 1}"));
        _json.WriteNumber("bytes", message.Bytes);
        _json.WriteNumber("incarnation", message.Incarnation);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
