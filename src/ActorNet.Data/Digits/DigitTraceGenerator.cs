using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>
/// Generates a pen trace of a digit from a random stream: selects a form, blends two of its poses, jitters the points,
/// applies an elastic distortion, slant, rotation and stretch, and varies the pen pressure. Uses only + - * / and square
/// roots, so the same stream gives the same trace on every machine.
/// </summary>
internal sealed class DigitTraceGenerator
{
    private const int MaxPoints = 16;   // per stroke; the longest has 14

    private readonly PenPoint[] _points = new PenPoint[MaxPoints];

    /// <summary>
    /// Fills <paramref name="trace"/> with <paramref name="digit"/>: points in digit heights, radii relative to the pen radius.
    /// </summary>
    public void Generate(int digit, SeededRandom random, PenTrace trace)
    {
        var form = PickForm(DigitForms.Of(digit), random);
        var from = form.Poses[random.NextInt(form.Poses.Length)];
        var to = form.Poses[random.NextInt(form.Poses.Length)];
        double blend = random.NextFloat();
        trace.Clear();
        var jitter = 0.005 + 0.025 * random.NextFloat();
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
                    a.X + blend * (b.X - a.X) + shiftX + jitter * random.NextIrwinHall(),
                    a.Y + blend * (b.Y - a.Y) + shiftY + jitter * random.NextIrwinHall());
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
        var remaining = total * random.NextFloat();
        foreach (var form in forms)
        {
            remaining -= form.Weight;
            if (remaining < 0)
                return form;
        }

        return forms[^1];
    }

    /// <summary>Applies an elastic field, then slant, stretch and rotation, in coordinates u and v of about -1 to 1.</summary>
    private static void Distort(SeededRandom random, PenTrace trace)
    {
        var fieldX = ElasticField.Draw(random);
        var fieldY = ElasticField.Draw(random);
        var slant = 0.08 + 0.23 * random.NextIrwinHall();
        var stretch = 0.94 + 0.15 * random.NextIrwinHall();
        var rotation = 0.04 * random.NextIrwinHall();   // tangent of half the angle: cos = (1 - t^2) / (1 + t^2), sin = 2 t / (1 + t^2)
        var cosine = (1 - rotation * rotation) / (1 + rotation * rotation);
        var sine = 2 * rotation / (1 + rotation * rotation);
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

    /// <summary>Scales the radii along the trace by a quadratic of mean 1, at least 0.5.</summary>
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
