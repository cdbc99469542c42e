using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>Slices that a worker is to compute.</summary>
/// <param name="Worker">The worker's number.</param>
/// <param name="Slices">The slices.</param>
/// <param name="IsRepeated">Whether somebody else has been asked for them too, and his answer may be compared with this one.</param>
internal readonly record struct Assignment(int Worker, SliceRange Slices, bool IsRepeated = false);
