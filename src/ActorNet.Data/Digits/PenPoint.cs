namespace ActorNet.Data.Digits;

/// <summary>A pen position: x to the right, y down, in the caller's unit.</summary>
/// <param name="X">Distance from the left edge.</param>
/// <param name="Y">Distance from the upper edge.</param>
internal readonly record struct PenPoint(double X, double Y);
