namespace ActorNet.Data.Digits;

/// <summary>Where the pen is: x to the right, y down, in the unit of the page it writes on.</summary>
/// <param name="X">Distance from the left edge.</param>
/// <param name="Y">Distance from the upper edge.</param>
internal readonly record struct PenPoint(double X, double Y);

/// <summary>One stroke of the pen: the points it passes through, and where it turns sharply.</summary>
/// <param name="Points">The points, in the order of writing; at least two.</param>
/// <param name="Corners">Whether the pen turns sharply at the point of the same index, rather than smoothly.</param>
internal sealed record PenStroke(PenPoint[] Points, bool[] Corners);
