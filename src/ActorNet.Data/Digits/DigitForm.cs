using System.Globalization;

namespace ActorNet.Data.Digits;

/// <summary>
/// One way of writing a digit, such as a seven with a bar, as a family of poses that agree stroke for stroke and point
/// for point. A hand that writes this form writes some blend of its poses.
/// </summary>
internal sealed class DigitForm
{
    /// <summary>
    /// Reads the poses. A pose is written as points "x,y" in hundredths of the digit's height, x to the right and y down;
    /// "!" after a point marks a sharp corner, and "/" lifts the pen between two strokes.
    /// </summary>
    /// <param name="digit">The digit that is written, 0 to 9.</param>
    /// <param name="weight">How often people write the digit so, relative to its other forms.</param>
    /// <param name="poses">At least one pose; all with the same strokes, points and corners.</param>
    /// <exception cref="FormatException">A pose cannot be read, or does not match the first one.</exception>
    public DigitForm(int digit, double weight, params string[] poses)
    {
        Digit = digit;
        Weight = weight;
        Poses = Array.ConvertAll(poses, ParsePose);
        foreach (var pose in Poses)
            if (!Matches(pose, Poses[0]))
                throw new FormatException($"The poses of a form of {digit} differ in their strokes, points or corners: \"{poses[0]}\".");
    }

    /// <summary>The digit that is written, 0 to 9.</summary>
    public int Digit { get; }

    /// <summary>How often people write the digit so, relative to its other forms.</summary>
    public double Weight { get; }

    /// <summary>The poses, each an array of strokes [strokes].</summary>
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
