using System.Text.Json;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;
using ActorNet.Protocol;
using ActorNet.Tracing.Analysis;
using ActorNet.Tracing.Diagrams;

namespace ActorNet.Tracing.Tests;

public class AnyTraceTests
{
    private static readonly string[] Kinds =
    [
        "ComputeGradient", "GradientComputed", "EvaluateSlices", "SlicesEvaluated", "ShareComputed", "ShardSummed", "ExchangeFailed",
        "SlicesFailed", "EndWorker", "Unknown",
    ];

    /// <summary>A trace may begin or end anywhere, and lack messages: nothing may depend on their making sense.</summary>
    [Fact]
    public void Messages_in_any_order_have_a_summary_a_difference_diagrams_and_an_export()
    {
        var random = new SeededRandom(1, RandomPurpose.Generation, 0);
        for (var i = 0; i < 500; i++)
        {
            var trace = Samples.TraceOf(Enumerable.Range(0, random.NextInt(30)).Select(_ => Message(random)).ToList());
            var summary = TraceSummary.Of(trace);
            Assert.Equal(trace.Messages.Count, summary.Kinds.Sum(kind => kind.Messages));
            Assert.True(TraceDiff.Between(trace, trace) is { First: null, FirstOtherShare: null, OnlyInA: 0, OnlyInB: 0 });
            var diagram = new SequenceDiagram(trace.Messages, trace.Lanes, maxMessages: 20);
            Assert.Equal(
                1 + Math.Min(20, trace.Messages.Count) + (trace.Messages.Count > 20 ? 1 : 0),
                diagram.ToText().Split(Environment.NewLine).Length - 1);
            Assert.NotEmpty(diagram.ToMermaid());
            Assert.NotEmpty(diagram.ToSvg());
            using var export = new MemoryStream();
            PerfettoExport.Write(trace, export);
            Assert.All(
                JsonDocument.Parse(export.ToArray()).RootElement.GetProperty("traceEvents").EnumerateArray(),
                each => Assert.True(!each.TryGetProperty("dur", out var duration) || duration.GetDouble() >= 0));
        }
    }

    private static TracedMessage Message(SeededRandom random)
    {
        var worker = "abc"[random.NextInt(3)].ToString();
        var isToWorker = random.NextInt(2) == 0;
        var at = Samples.Milliseconds(random.NextInt(1000));
        return new TracedMessage
        {
            Kind = Kinds[random.NextInt(Kinds.Length)], From = isToWorker ? TracedMessage.Coordinator : worker,
            To = isToWorker ? worker : TracedMessage.Coordinator, RunId = "run", Incarnation = random.NextInt(2),
            RoundKind = random.NextInt(4) == 0 ? null : (RoundKind)random.NextInt(5), Step = random.NextInt(4) == 0 ? null : random.NextInt(3),
            Slices = random.NextInt(4) == 0 ? null : new SliceRange(random.NextInt(4), random.NextInt(4)), Bytes = random.NextInt(100),
            SentAt = at, ReceivedAt = random.NextInt(4) == 0 ? null : at + Samples.Milliseconds(random.NextInt(9)),
            Hash = random.NextInt(2) == 0 ? null : (ulong)random.NextInt(3),
        };
    }
}
