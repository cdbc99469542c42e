namespace ActorNet.Data.Digits;

/// <summary>One pen stroke.</summary>
/// <param name="Points">The points it passes through, in writing order; at least two.</param>
/// <param name="Corners">Whether the pen turns sharply at the point of the same index.</param>
internal sealed record PenStroke(PenPoint[] Points, bool[] Corners);
