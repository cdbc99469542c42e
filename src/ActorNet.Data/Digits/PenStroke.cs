namespace ActorNet.Data.Digits;

/// <summary>One stroke of the pen: the points it passes through, and where it turns sharply.</summary>
/// <param name="Points">The points, in the order of writing; at least two.</param>
/// <param name="Corners">Whether the pen turns sharply at the point of the same index, rather than smoothly.</param>
internal sealed record PenStroke(PenPoint[] Points, bool[] Corners);
