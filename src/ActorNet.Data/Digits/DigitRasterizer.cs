namespace ActorNet.Data.Digits;

/// <summary>
/// Rasterizes a trace the way MNIST's images were made: the digit is scaled, keeping its aspect ratio, to fill a 20 x 20
/// box, and the box is placed in the 28 x 28 image so that the centre of mass falls on pixel (14, 14), to the nearest
/// pixel (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998).
/// The few lopsided digits whose ink would leave the image are shrunk until they fit.
/// </summary>
internal sealed class DigitRasterizer
{
    /// <summary>Image side in pixels.</summary>
    public const int Size = 28;

    /// <summary>Side of the box that the ink fills, in pixels.</summary>
    public const int BoxSize = 20;

    private const int Centre = Size / 2;

    // Width of the ink's soft edge in pixels, chosen to match MNIST's shares of black, grey and white pixels.
    private const double EdgeWidth = 1.35;

    private readonly double[] _depth = new double[BoxSize * BoxSize];
    private readonly byte[] _ink = new byte[BoxSize * BoxSize];

    /// <summary>Draws <paramref name="trace"/> to <paramref name="image"/> [28, 28].</summary>
    /// <param name="trace">The trace; modified in place: scaled to the box, radii converted to pixels.</param>
    /// <param name="radius">The pen's radius in pixels.</param>
    /// <param name="image">Receives grey levels, row-major: 0 is paper, 255 is ink.</param>
    public void Draw(PenTrace trace, double radius, Span<byte> image)
    {
        for (var i = 0; i < trace.Count; i++)
            trace.Radius[i] *= radius;
        var extent = BoxSize;
        do
        {
            Fit(trace, extent - 2 * radius);
            DrawInk(trace);
            extent--;
        }
        while (!TryPlaceByCentreOfMass(image));
    }

    /// <summary>Centres the points in the box and scales their longer side to <paramref name="extent"/> pixels.</summary>
    private static void Fit(PenTrace trace, double extent)
    {
        var x = trace.X.AsSpan(0, trace.Count);
        var y = trace.Y.AsSpan(0, trace.Count);
        var (left, right) = Range(x);
        var (top, bottom) = Range(y);
        var scale = extent / Math.Max(right - left, bottom - top);
        for (var i = 0; i < trace.Count; i++)
        {
            x[i] = BoxSize / 2 + scale * (x[i] - 0.5 * (left + right));
            y[i] = BoxSize / 2 + scale * (y[i] - 0.5 * (top + bottom));
        }
    }

    private static (double Min, double Max) Range(ReadOnlySpan<double> values)
    {
        var min = values[0];
        var max = values[0];
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    private void DrawInk(PenTrace trace)
    {
        Array.Fill(_depth, -BoxSize);
        for (var i = 1; i < trace.Count; i++)
            if (!trace.StartsStroke(i))
                DrawSegment(trace, i - 1, i);
        for (var i = 0; i < _ink.Length; i++)
        {
            var t = Math.Clamp(0.5 + _depth[i] / EdgeWidth, 0, 1);
            _ink[i] = (byte)(255 * t * t * (3 - 2 * t) + 0.5);
        }
    }

    /// <summary>
    /// Raises the depth of every pixel to the distance of its centre inside one straight segment's ink (negative: outside).
    /// </summary>
    private void DrawSegment(PenTrace trace, int from, int to)
    {
        double ax = trace.X[from], ay = trace.Y[from], ar = trace.Radius[from];
        var dx = trace.X[to] - ax;
        var dy = trace.Y[to] - ay;
        var dr = trace.Radius[to] - ar;
        var perLength = 1 / Math.Max(dx * dx + dy * dy, 1e-12);
        var reach = Math.Max(ar, ar + dr) + 0.5 * EdgeWidth;
        var left = Math.Max(0, (int)(Math.Min(ax, ax + dx) - reach));
        var right = Math.Min(BoxSize - 1, (int)(Math.Max(ax, ax + dx) + reach));
        var top = Math.Max(0, (int)(Math.Min(ay, ay + dy) - reach));
        var bottom = Math.Min(BoxSize - 1, (int)(Math.Max(ay, ay + dy) + reach));
        for (var row = top; row <= bottom; row++)
            for (var column = left; column <= right; column++)
            {
                var px = column + 0.5 - ax;
                var py = row + 0.5 - ay;
                var t = Math.Clamp((px * dx + py * dy) * perLength, 0, 1);
                var ex = px - t * dx;
                var ey = py - t * dy;
                var depth = ar + t * dr - Math.Sqrt(ex * ex + ey * ey);
                ref var deepest = ref _depth[row * BoxSize + column];
                deepest = Math.Max(deepest, depth);
            }
    }

    /// <summary>Writes the ink to the image; returns false and writes nothing if ink would fall outside.</summary>
    private bool TryPlaceByCentreOfMass(Span<byte> image)
    {
        int mass = 0, momentX = 0, momentY = 0;
        int left = BoxSize, right = 0, top = BoxSize, bottom = 0;
        for (var row = 0; row < BoxSize; row++)
            for (var column = 0; column < BoxSize; column++)
            {
                int ink = _ink[row * BoxSize + column];
                if (ink == 0)
                    continue;
                mass += ink;
                momentX += ink * column;
                momentY += ink * row;
                left = Math.Min(left, column);
                right = Math.Max(right, column);
                top = Math.Min(top, row);
                bottom = row;
            }

        var moveX = Offset(momentX, mass);
        var moveY = Offset(momentY, mass);
        if (left + moveX < 0 || right + moveX >= Size || top + moveY < 0 || bottom + moveY >= Size)
            return false;
        image.Clear();
        for (var row = top; row <= bottom; row++)
            _ink.AsSpan(row * BoxSize + left, right - left + 1).CopyTo(image[((row + moveY) * Size + left + moveX)..]);
        return true;
    }

    private static int Offset(int moment, int mass) => (int)Math.Floor(Centre - (double)moment / mass + 0.5);
}
