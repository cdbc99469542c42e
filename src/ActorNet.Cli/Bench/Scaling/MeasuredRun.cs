namespace ActorNet.Cli.Bench.Scaling;

/// <summary>The epochs of a run that were measured.</summary>
/// <param name="SamplesPerSecond">Samples trained on per second.</param>
/// <param name="Computing">The mean fraction of the time in which a worker computed.</param>
/// <param name="BusiestComputing">The same of the worker that computed most.</param>
/// <param name="Traffic">What went through the coordinator's links; null in one process, or where the run was too short to ask for it.</param>
internal sealed record MeasuredRun(double SamplesPerSecond, double Computing, double BusiestComputing, LinkTraffic? Traffic);

/// <param name="BytesIn">Bytes that the coordinator received from workers per step.</param>
/// <param name="BytesOut">Bytes that it sent to them per step.</param>
/// <param name="IsSharded">Whether the workers added gradients among each other.</param>
internal sealed record LinkTraffic(double BytesIn, double BytesOut, bool IsSharded);
