using System.Text.Json;
using ActorNet.Tracing.Diagrams;

namespace ActorNet.Tracing.Tests.Diagrams;

public class PerfettoExportTests
{
    private static readonly JsonElement[] Events = EventsOf(Samples.TraceOf(
        [.. Samples.Step(0), .. Samples.StepWithLoss(1, at: 100), Samples.Request("a", 2, 0, 4, 200), Samples.Request("a", 2, 4, 4, 201),
            Samples.Answer("a", 2, 0, 4, 210), Samples.Answer("a", 2, 4, 4, 220)]));

    [Fact]
    public void Every_event_has_the_fields_of_its_phase()
    {
        Assert.NotEmpty(Events);
        foreach (var each in Events)
        {
            Assert.Equal(JsonValueKind.String, each.GetProperty("name").ValueKind);
            Assert.True(each.GetProperty("ts").GetDouble() >= 0);
            Assert.Equal(1, each.GetProperty("pid").GetInt32());
            Assert.InRange(each.GetProperty("tid").GetInt32(), 0, 2);
            switch (each.GetProperty("ph").GetString())
            {
                case "X":
                    Assert.True(each.GetProperty("dur").GetDouble() >= 0);
                    break;
                case "i":
                    Assert.Equal("t", each.GetProperty("s").GetString());
                    break;
                case "s" or "f":
                    Assert.True(each.GetProperty("id").GetInt64() > 0);
                    break;
                case "M":
                    Assert.Equal(JsonValueKind.String, each.GetProperty("args").GetProperty("name").ValueKind);
                    break;
                case var other:
                    Assert.Fail($"phase {other}");
                    break;
            }
        }
    }

    [Fact]
    public void Lanes_are_named_and_times_are_in_microseconds()
    {
        Assert.Equal(
            ["actornet run run", "coordinator", "a", "b"],
            Events.Where(each => Phase(each) == "M").Select(each => each.GetProperty("args").GetProperty("name").GetString()));
        var step = Assert.Single(Events, each => each.GetProperty("name").GetString() == "step 1");
        Assert.Equal((100_000.0, 40_000.0), (step.GetProperty("ts").GetDouble(), step.GetProperty("dur").GetDouble()));
        Assert.Contains(Events, each => each.GetProperty("name").GetString() == "ComputeGradient lost" && Phase(each) == "i");
    }

    [Fact]
    public void Spans_of_a_worker_do_not_overlap_and_each_has_an_arrow()
    {
        var spans = Events.Where(each => Phase(each) == "X" && each.GetProperty("tid").GetInt32() > 0).ToList();
        foreach (var lane in spans.GroupBy(each => each.GetProperty("tid").GetInt32()))
        {
            var ordered = lane.OrderBy(each => each.GetProperty("ts").GetDouble()).ToList();
            foreach (var (one, next) in ordered.Zip(ordered.Skip(1)))
                Assert.True(one.GetProperty("ts").GetDouble() + one.GetProperty("dur").GetDouble() <= next.GetProperty("ts").GetDouble());
        }

        var begins = Events.Where(each => Phase(each) == "s").Select(each => each.GetProperty("id").GetInt64()).ToList();
        Assert.Equal(begins, Events.Where(each => Phase(each) == "f").Select(each => each.GetProperty("id").GetInt64()));
        Assert.Equal(spans.Count, begins.Distinct().Count());
    }

    private static string? Phase(JsonElement traceEvent) => traceEvent.GetProperty("ph").GetString();

    private static JsonElement[] EventsOf(Trace trace)
    {
        using var stream = new MemoryStream();
        PerfettoExport.Write(trace, stream);
        return [.. JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("traceEvents").EnumerateArray()];
    }
}
