using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>
/// A hand that writes a digit, differently with every stream of random numbers: it picks a form, blends two of its poses, misses
/// the points a little, bends the whole smoothly, slants, turns and stretches it, and presses more here and less there.
/// Only + - * / and square roots, so the same stream gives the same trace on every machine.
/// </summary>
internal sealed class DigitTraceGenerator
{
    private const int MaxPoints = 16;   // of a stroke; the longest has 14

    private readonly PenPoint[] _points = new PenPoint[MaxPoints];

    /// <summary>Writes <paramref name="digit"/> to <paramref name="trace"/>: points in digit heights, radii relative to the pen's.</summary>
    public void Generate(int digit, SeededRandom random, PenTrace trace)
    {
        var form = PickForm(DigitForms.Of(digit), random);
        var from = form.Poses[random.NextInt(form.Poses.Length)];
        var to = form.Poses[random.NextInt(form.Poses.Length)];
        double blend = random.NextFloat();
        trace.Clear();
        var unsteadiness = 0.005 + 0.025 * random.NextFloat();
        for (var stroke = 0; stroke < from.Length; stroke++)
        {
            var corners = from[stroke].Corners;
            var shiftX = 0.012 * random.NextIrwinHall();
            var shiftY = 0.012 * random.NextIrwinHall();
            for (var i = 0; i < corners.Length; i++)
            {
                var a = from[stroke].Points[i];
                var b = to[stroke].Points[i];
                _points[i] = new PenPoint(
                    a.X + blend * (b.X - a.X) + shiftX + unsteadiness * random.NextIrwinHall(),
                    a.Y + blend * (b.Y - a.Y) + shiftY + unsteadiness * random.NextIrwinHall());
            }

            trace.AddStroke(_points.AsSpan(0, corners.Length), corners);
        }

        Distort(random, trace);
        ApplyPressure(random, trace);
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

    /// <summary>An elastic field, then slant, stretch and rotation. The first coordinates, u and v, are about -1 to 1.</summary>
    private static void Distort(SeededRandom random, PenTrace trace)
    {
        var fieldX = ElasticField.Draw(random);
        var fieldY = ElasticField.Draw(random);
        var slant = 0.08 + 0.23 * random.NextIrwinHall();
        var stretch = 0.94 + 0.15 * random.NextIrwinHall();
        var turn = 0.04 * random.NextIrwinHall();   // the tangent of half the angle: cos = (1 - t^2) / (1 + t^2), sin = 2 t / (1 + t^2)
        var cosine = (1 - turn * turn) / (1 + turn * turn);
        var sine = 2 * turn / (1 + turn * turn);
        for (var i = 0; i < trace.Count; i++)
        {
            var u = 2 * trace.X[i] - 0.8;
            var v = 2 * trace.Y[i] - 1;
            var y = v + fieldY.At(u, v);
            var x = stretch * (u + fieldX.At(u, v) - slant * y);
            trace.X[i] = 0.5 * (cosine * x - sine * y);
            trace.Y[i] = 0.5 * (sine * x + cosine * y);
        }
    }

    /// <summary>Pressure along the way, from first stroke to last: a quadratic with a mean of 1, and never less than half.</summary>
    private static void ApplyPressure(SeededRandom random, PenTrace trace)
    {
        var linear = 0.2 * random.NextIrwinHall();
        var quadratic = 0.17 * random.NextIrwinHall();
        for (var i = 0; i < trace.Count; i++)
        {
            var t = 2.0 * i / trace.Count - 1;
            trace.Radius[i] = Math.Max(0.5, 1 + linear * t + quadratic * (1.5 * t * t - 0.5));
        }
    }
}
