namespace ActorNet.Data.Digits;

/// <summary>
/// Ink on paper: draws a trace as MNIST's images were made. The digit is scaled, keeping its aspect ratio, to fill a
/// 20 x 20 box, and the box is placed in the 28 x 28 image such that the centre of mass falls on pixel (14, 14), to the
/// nearest whole pixel (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998).
/// The few digits so lopsided that this would push ink out of the image are made smaller until it does not.
/// </summary>
internal sealed class DigitRasterizer
{
    /// <summary>Rows, and columns, of an image.</summary>
    public const int Size = 28;

    /// <summary>Rows, and columns, of the box that the ink fills.</summary>
    public const int BoxSize = 20;

    private const int Centre = Size / 2;

    // Over how many pixels the edge of the ink fades: with it, as many pixels are black, grey and white as in MNIST.
    private const double EdgeWidth = 1.35;

    private readonly double[] _depth = new double[BoxSize * BoxSize];
    private readonly byte[] _ink = new byte[BoxSize * BoxSize];

    /// <summary>Draws <paramref name="trace"/> with a pen of <paramref name="radius"/> pixels to <paramref name="image"/> [28, 28].</summary>
    /// <param name="trace">What to draw; it is moved and scaled to the box, and its radii to pixels.</param>
    /// <param name="radius">The pen's radius in pixels.</param>
    /// <param name="image">Grey levels, 0 paper and 255 ink, row by row.</param>
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

    /// <summary>Moves and scales the points to the middle of the box, their longer extent being <paramref name="extent"/> pixels.</summary>
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

    private static (double Least, double Greatest) Range(ReadOnlySpan<double> values)
    {
        var min = values[0];
        var greatest = values[0];
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            greatest = Math.Max(greatest, value);
        }

        return (min, greatest);
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

    /// <summary>Deepens every pixel's centre to how far it lies inside the ink of one straight piece (negative: outside).</summary>
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

    /// <summary>Writes the ink to the image, or nothing and returns false where some would fall outside.</summary>
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
