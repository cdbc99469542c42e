namespace ActorNet.Cli.Bench;

/// <summary>How thoroughly a bench measures.</summary>
/// <param name="Repeats">How often each thing is measured; at least 1.</param>
/// <param name="IsQuick">Whether the run is to be brief: to see that it works, not for figures to quote.</param>
internal sealed record BenchSettings(int Repeats, bool IsQuick)
{
    /// <summary>Repeats of a brief run.</summary>
    public const int QuickRepeats = 2;

    /// <summary>Repeats when none are asked for.</summary>
    public const int DefaultRepeats = 5;

    /// <summary>The most repeats that may be asked for.</summary>
    public const int MaxRepeats = 1000;

    /// <summary>The least time a kernel runs in a repeat.</summary>
    public TimeSpan KernelTime => TimeSpan.FromMilliseconds(IsQuick ? 1 : 20);

    /// <summary>The time that steps run in a repeat, about.</summary>
    public TimeSpan StepTime => TimeSpan.FromMilliseconds(IsQuick ? 10 : 200);

    /// <summary>The arithmetic of a brief epoch in floating-point operations, where there is a limit.</summary>
    public double? EpochFlop => IsQuick ? 2e9 : null;
}
