using ActorNet.Cli.Train;

namespace ActorNet.Cli.Bench;

/// <summary>What a bench was asked to do.</summary>
/// <param name="Train">The network, the data and the workers, said as to `actornet train`.</param>
/// <param name="Settings">How thoroughly to measure.</param>
internal sealed record BenchRequest(TrainRequest Train, BenchSettings Settings);
