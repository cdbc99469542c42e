using ActorNet.Data.Digits;

namespace ActorNet.Data.Tests.Digits;

public class PenTraceTests
{
    private static readonly PenPoint[] Zigzag = [new(0, 0), new(1, 0), new(0, 1), new(1, 1)];

    [Fact]
    public void Stroke_passes_through_all_its_points_in_order()
    {
        var trace = Trace(Zigzag, new bool[4]);
        var at = -1;
        foreach (var point in Zigzag)
        {
            var next = Enumerable.Range(at + 1, trace.Count - at - 1).First(i => trace.X[i] == point.X && trace.Y[i] == point.Y);
            Assert.True(next > at);
            at = next;
        }

        Assert.Equal(trace.Count - 1, at);
    }

    [Fact]
    public void Segments_between_corners_are_straight()
    {
        var trace = Trace([new(0, 0), new(1, 0), new(1, 1)], [false, true, false]);
        for (var i = 0; i < trace.Count; i++)
            Assert.True(trace.Y[i] == 0 || trace.X[i] == 1);
    }

    [Fact]
    public void Only_the_first_point_of_a_stroke_starts_it()
    {
        var trace = Trace(Zigzag, new bool[4]);
        var first = trace.Count;
        trace.AddStroke(Zigzag, new bool[4]);
        Assert.Equal([0, first], Enumerable.Range(0, trace.Count).Where(trace.StartsStroke));
    }

    private static PenTrace Trace(PenPoint[] points, bool[] corners)
    {
        var trace = new PenTrace();
        trace.AddStroke(points, corners);
        return trace;
    }
}
