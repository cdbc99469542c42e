using ActorNet.Cli.Train;

namespace ActorNet.Cli.Bench;

/// <summary>What a bench measures, and how thoroughly.</summary>
/// <param name="Train">The network, the data and the threads, as `actornet train` would take them.</param>
/// <param name="Workers">The workers; without --workers one per processor, for all networks alike.</param>
/// <param name="Repeats">How often each thing is measured, at least 1.</param>
/// <param name="IsQuick">Whether the run is to be brief: to see that it works, not for figures to quote.</param>
internal sealed record BenchRequest(TrainRequest Train, int Workers, int Repeats, bool IsQuick)
{
    public const int QuickRepeats = 2, DefaultRepeats = 5, MaxRepeats = 1000;

    /// <summary>The least time a kernel runs in a repeat.</summary>
    public TimeSpan KernelTime => TimeSpan.FromMilliseconds(IsQuick ? 1 : 20);

    /// <summary>About the time that steps run in a repeat.</summary>
    public TimeSpan StepTime => TimeSpan.FromMilliseconds(IsQuick ? 10 : 200);

    /// <summary>The arithmetic of a brief epoch in floating-point operations; null without a limit.</summary>
    public double? EpochFlop => IsQuick ? 2e9 : null;

    /// <summary>About the arithmetic of an epoch that compares numbers of workers, in floating-point operations.</summary>
    public double ScalingFlop => IsQuick ? 1e8 : 3e10;
}
