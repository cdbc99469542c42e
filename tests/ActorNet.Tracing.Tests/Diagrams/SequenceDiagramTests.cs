using System.Xml.Linq;
using ActorNet.Tracing.Diagrams;

namespace ActorNet.Tracing.Tests.Diagrams;

public class SequenceDiagramTests
{
    private static readonly string[] Lanes = ["coordinator", "a", "b", "idle"];

    [Fact]
    public void Text_has_a_lane_per_actor_and_marks_lost_messages()
    {
        Assert.Equal(
            """
                          coordinator                                a    b
                 0.00 ms  │── ComputeGradient(step 1, slices 0-3) ──>│    │
                 0.00 ms  │── ComputeGradient(step 1, slices 4-7), lost ─x│
                10.00 ms  │<─ GradientComputed(step 1, slices 0-3) ──│    │
                30.00 ms  │<─ WorkerLost ────────────────────────────┼────│
                30.00 ms  │── EndWorker ─────────────────────────────┼───>│
                30.00 ms  │── ComputeGradient(step 1, slices 4-7) ──>│    │
            1 more message is left out

            """,
            new SequenceDiagram(Samples.StepWithLoss(1), Lanes, maxMessages: 6).ToText());
    }

    [Fact]
    public void Mermaid_has_a_line_per_message()
    {
        Assert.Equal(
            """
            sequenceDiagram
                participant p0 as coordinator
                participant p1 as a
                participant p2 as b
                p0->>p1: ComputeGradient(step 1, slices 0-3)
                p0-xp2: ComputeGradient(step 1, slices 4-7), lost
                p1->>p0: GradientComputed(step 1, slices 0-3)
                p2->>p0: WorkerLost
                Note over p0: 3 more messages are left out

            """,
            new SequenceDiagram(Samples.StepWithLoss(1), Lanes, maxMessages: 4).ToMermaid());
    }

    [Fact]
    public void Svg_is_a_picture_of_its_own_with_an_arrow_per_message()
    {
        var svg = XDocument.Parse(new SequenceDiagram(Samples.StepWithLoss(1), Lanes, maxMessages: 5).ToSvg());
        var texts = svg.Descendants().Where(each => each.Name.LocalName == "text").Select(each => each.Value).ToList();
        Assert.Equal("2 more messages are left out", texts[^1]);
        Assert.Equal(["coordinator", "a", "b"], texts[..3]);
        Assert.Equal(3 + 5 + 1, texts.Count);
        Assert.Equal(3, svg.Descendants().Count(each => (string?)each.Attribute("class") == "arrow lost"));
        Assert.Contains("prefers-color-scheme: dark", svg.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Name.LocalName == "href");
    }

    [Fact]
    public void Arrows_end_within_the_lanes_whatever_their_direction_and_number()
    {
        string[] names = [TracedMessage.Coordinator, "b", "a", "a much longer name"];
        foreach (var from in names)
        {
            foreach (var to in names)
            {
                var message = Samples.Request("a", 12, 3, 1, 0) with { From = from, To = to };
                var lines = new SequenceDiagram([message, .. Samples.Step(12)], names).ToText().Split(Environment.NewLine);
                Assert.Equal(from == to ? 0 : 1, lines[1].Count(letter => letter is '>' or '<'));
                Assert.Contains("ComputeGradient(step 12, slice 3)", lines[1], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Names_cannot_break_out_of_a_diagram()
    {
        var name = "x\u001b[2J\n; a->>b: #<script>&\"";
        var diagram = new SequenceDiagram([Samples.Request(name, 0, 0, 1, 0) with { Kind = name }], ["coordinator", name]);
        Assert.DoesNotContain('\u001b', diagram.ToText());
        Assert.Equal(4, diagram.ToMermaid().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("<script>", diagram.ToSvg(), StringComparison.Ordinal);
        XDocument.Parse(diagram.ToSvg());
    }

    [Fact]
    public void Sender_without_a_lane_is_rejected_and_no_message_is_a_diagram_too()
    {
        Assert.Throws<ArgumentException>(() => new SequenceDiagram(Samples.Step(0), ["coordinator", "a"]));
        var empty = new SequenceDiagram([], Lanes);
        Assert.Equal(Environment.NewLine, empty.ToText());
        XDocument.Parse(empty.ToSvg());
    }
}
