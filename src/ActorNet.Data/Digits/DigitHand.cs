using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>
/// A hand that writes a digit, differently with every stream of random numbers: it picks a form, blends its poses, misses
/// the points a little, bends the whole smoothly, slants, turns and stretches it, and presses more here and less there.
/// Only + - * / and square roots, so the same stream gives the same trace on every machine.
/// </summary>
internal sealed class DigitHand
{
    private const int FieldDegree = 3;
    private const int MaxPoints = 16;

    private readonly PenPoint[] _points = new PenPoint[MaxPoints];
    private readonly double[] _fieldX = new double[(FieldDegree + 1) * (FieldDegree + 1)];
    private readonly double[] _fieldY = new double[(FieldDegree + 1) * (FieldDegree + 1)];

    /// <summary>Writes <paramref name="digit"/> to <paramref name="trace"/>: points in digit heights, radii relative to the pen's.</summary>
    public void Write(int digit, SeededRandom random, PenTrace trace)
    {
        var form = PickForm(DigitForms.Of(digit), random);
        var from = form.Poses[random.NextInt(form.Poses.Length)];
        var to = form.Poses[random.NextInt(form.Poses.Length)];
        double blend = random.NextFloat();
        trace.Clear();
        var unsteadiness = 0.005 + 0.02 * random.NextFloat();
        for (var stroke = 0; stroke < from.Length; stroke++)
        {
            var corners = from[stroke].Corners;
            var shiftX = 0.012 * random.NextBell();
            var shiftY = 0.012 * random.NextBell();
            for (var i = 0; i < corners.Length; i++)
            {
                var a = from[stroke].Points[i];
                var b = to[stroke].Points[i];
                _points[i] = new PenPoint(
                    a.X + blend * (b.X - a.X) + shiftX + unsteadiness * random.NextBell(),
                    a.Y + blend * (b.Y - a.Y) + shiftY + unsteadiness * random.NextBell());
            }

            trace.AddStroke(_points.AsSpan(0, corners.Length), corners);
        }

        Distort(random, trace);
        Press(random, trace);
    }

    private static DigitForm PickForm(ReadOnlySpan<DigitForm> forms, SeededRandom random)
    {
        var total = 0.0;
        foreach (var form in forms)
            total += form.Weight;
        var mark = total * random.NextFloat();
        foreach (var form in forms)
        {
            mark -= form.Weight;
            if (mark < 0)
                return form;
        }

        return forms[^1];
    }

    /// <summary>An elastic field of low degree, then slant, stretch and rotation.</summary>
    private void Distort(SeededRandom random, PenTrace trace)
    {
        FillField(_fieldX, random);
        FillField(_fieldY, random);
        var slant = 0.08 + 0.23 * random.NextBell();
        var stretch = 0.94 + 0.15 * random.NextBell();
        var turn = 0.04 * random.NextBell();   // the tangent of half the angle: cos = (1 - t^2) / (1 + t^2), sin = 2 t / (1 + t^2)
        var cosine = (1 - turn * turn) / (1 + turn * turn);
        var sine = 2 * turn / (1 + turn * turn);
        for (var i = 0; i < trace.Count; i++)
        {
            var u = 2 * trace.X[i] - 0.8;
            var v = 2 * trace.Y[i] - 1;
            var x = u + Field(_fieldX, u, v);
            var y = v + Field(_fieldY, u, v);
            x = stretch * (x - slant * y);
            trace.X[i] = 0.5 * (cosine * x - sine * y);
            trace.Y[i] = 0.5 * (sine * x + cosine * y);
        }
    }

    private static void FillField(double[] field, SeededRandom random)
    {
        for (var i = 0; i <= FieldDegree; i++)
            for (var j = 0; j <= FieldDegree; j++)
            {
                var degree = i + j;
                field[i * (FieldDegree + 1) + j] = degree is < 2 or > FieldDegree ? 0 : 0.12 / (degree - 1) * random.NextBell();
            }
    }

    /// <summary>The sum of field[i, j] P_i(u) P_j(v) over Legendre polynomials.</summary>
    private static double Field(double[] field, double u, double v)
    {
        Span<double> p = [1, u, 1.5 * u * u - 0.5, (2.5 * u * u - 1.5) * u];
        Span<double> q = [1, v, 1.5 * v * v - 0.5, (2.5 * v * v - 1.5) * v];
        var sum = 0.0;
        for (var i = 0; i <= FieldDegree; i++)
            for (var j = 0; j <= FieldDegree - i; j++)
                sum += field[i * (FieldDegree + 1) + j] * p[i] * q[j];
        return sum;
    }

    /// <summary>Pressure along the way: a quadratic, and a little thinner where a stroke ends.</summary>
    private static void Press(SeededRandom random, PenTrace trace)
    {
        var linear = 0.2 * random.NextBell();
        var quadratic = 0.17 * random.NextBell();
        for (var i = 0; i < trace.Count; i++)
        {
            var t = 2.0 * i / trace.Count - 1;
            trace.Radius[i] = Math.Max(0.5, 1 + linear * t + quadratic * (1.5 * t * t - 0.5));
        }
    }
}
