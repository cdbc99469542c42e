namespace ActorNet.Data.Digits;

/// <summary>
/// The pen's path as short straight segments: points, the pen radius at each, and gaps where the pen is lifted.
/// A buffer, reused for every sample.
/// </summary>
internal sealed class PenTrace
{
    private const int SegmentsPerSpan = 6;
    private const int Capacity = 256;

    private readonly bool[] _lifted = new bool[Capacity];

    /// <summary>x coordinates [Count], in writing order.</summary>
    public double[] X { get; } = new double[Capacity];

    /// <summary>y coordinates [Count].</summary>
    public double[] Y { get; } = new double[Capacity];

    /// <summary>Pen radius at each point [Count].</summary>
    public double[] Radius { get; } = new double[Capacity];

    public int Count { get; private set; }

    /// <summary>Whether the pen is lifted before point <paramref name="index"/>: no ink joins it to the previous point.</summary>
    public bool StartsStroke(int index) => _lifted[index];

    public void Clear() => Count = 0;

    /// <summary>
    /// Adds a stroke: a Catmull-Rom spline (Catmull and Rom, "A class of local interpolating splines", 1974) through
    /// <paramref name="points"/>, broken at <paramref name="corners"/>.
    /// </summary>
    public void AddStroke(ReadOnlySpan<PenPoint> points, ReadOnlySpan<bool> corners)
    {
        Add(points[0], true);
        for (var i = 0; i + 1 < points.Length; i++)
        {
            var from = points[i];
            var to = points[i + 1];
            var before = i == 0 || corners[i] ? Mirror(to, from) : points[i - 1];
            var after = i + 2 == points.Length || corners[i + 1] ? Mirror(from, to) : points[i + 2];
            for (var segment = 1; segment <= SegmentsPerSpan; segment++)
                Add(Spline(before, from, to, after, segment / (double)SegmentsPerSpan), false);
        }
    }

    private static PenPoint Mirror(PenPoint point, PenPoint about) => new(2 * about.X - point.X, 2 * about.Y - point.Y);

    private static PenPoint Spline(PenPoint a, PenPoint b, PenPoint c, PenPoint d, double t) =>
        new(Spline(a.X, b.X, c.X, d.X, t), Spline(a.Y, b.Y, c.Y, d.Y, t));

    private static double Spline(double a, double b, double c, double d, double t) =>
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));

    private void Add(PenPoint point, bool lifted)
    {
        X[Count] = point.X;
        Y[Count] = point.Y;
        _lifted[Count] = lifted;
        Count++;
    }
}
