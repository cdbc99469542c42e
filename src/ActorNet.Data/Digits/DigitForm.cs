using System.Globalization;

namespace ActorNet.Data.Digits;

/// <summary>
/// One way of writing a digit, such as a seven with a bar: a family of poses with the same strokes and points, so that any
/// two can be blended.
/// </summary>
internal sealed class DigitForm
{
    /// <summary>
    /// Parses the poses. A pose is a list of points "x,y" in hundredths of the digit's height, x to the right and y down;
    /// "!" after a point marks a sharp corner, and "/" separates strokes.
    /// </summary>
    /// <param name="digit">The digit, 0 to 9.</param>
    /// <param name="weight">Frequency relative to the digit's other forms.</param>
    /// <param name="poses">At least one pose; all with the same strokes, points and corners.</param>
    /// <exception cref="FormatException">A pose cannot be parsed or does not match the first one.</exception>
    public DigitForm(int digit, double weight, params string[] poses)
    {
        Digit = digit;
        Weight = weight;
        Poses = Array.ConvertAll(poses, ParsePose);
        for (var i = 1; i < poses.Length; i++)
            if (!Matches(Poses[i], Poses[0]))
                throw new FormatException(
                    $"A form of {digit} has the pose \"{poses[i]}\", whose strokes, points or corners differ from \"{poses[0]}\".");
    }

    public int Digit { get; }

    public double Weight { get; }

    /// <summary>Poses [poses][strokes].</summary>
    public PenStroke[][] Poses { get; }

    private static PenStroke[] ParsePose(string pose) => Array.ConvertAll(pose.Split('/'), ParseStroke);

    private static PenStroke ParseStroke(string stroke)
    {
        var words = stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            throw new FormatException($"The stroke \"{stroke}\" has {words.Length} points where at least 2 are needed.");
        return new PenStroke(Array.ConvertAll(words, ParsePoint), Array.ConvertAll(words, word => word.EndsWith('!')));
    }

    private static PenPoint ParsePoint(string word)
    {
        var comma = word.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
            throw new FormatException($"\"{word}\" is not a point x,y.");
        var x = int.Parse(word.AsSpan(0, comma), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var y = int.Parse(word.AsSpan(comma + 1).TrimEnd('!'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new PenPoint(x / 100.0, y / 100.0);
    }

    private static bool Matches(PenStroke[] a, PenStroke[] b) =>
        a.Length == b.Length && a.Zip(b).All(pair => pair.First.Corners.AsSpan().SequenceEqual(pair.Second.Corners));
}

/// <summary>One pen stroke.</summary>
/// <param name="Points">The points it passes through, in writing order; at least two.</param>
/// <param name="Corners">Whether the pen turns sharply at the point of the same index.</param>
internal sealed record PenStroke(PenPoint[] Points, bool[] Corners);

/// <summary>A pen position: x to the right, y down, in the caller's unit.</summary>
internal readonly record struct PenPoint(double X, double Y);
