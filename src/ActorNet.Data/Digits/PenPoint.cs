namespace ActorNet.Data.Digits;

/// <summary>Where the pen is: x to the right, y down, in the unit of the page it writes on.</summary>
/// <param name="X">Distance from the left edge.</param>
/// <param name="Y">Distance from the upper edge.</param>
internal readonly record struct PenPoint(double X, double Y);
