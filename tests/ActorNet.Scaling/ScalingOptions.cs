using ActorNet.Learning.Networks;
using ActorNet.Scaling.Machines;

namespace ActorNet.Scaling;

/// <summary>What is measured.</summary>
/// <param name="Workers">The numbers of workers, a row of the table each.</param>
/// <param name="Network">The network.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="Link">What every machine's link carries.</param>
/// <param name="Steps">Steps measured in each row, after those that warm up.</param>
/// <param name="SecondsPerSample">How long a worker computes the gradient of a sample.</param>
/// <param name="IsJson">Whether the rows are printed as JSON.</param>
internal sealed record ScalingOptions(
    IReadOnlyList<int> Workers, LayerWidths Network, int Batch, LinkShape Link, int Steps, double SecondsPerSample, bool IsJson);
