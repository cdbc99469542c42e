namespace ActorNet.Coordination.Scheduling;

/// <summary>How long to wait for a worker. A worker without timing history gets longer timeouts.</summary>
internal sealed record StragglerTimeouts
{
    /// <summary>Never drops a worker, for workers in this process: a late one always answers.</summary>
    public static StragglerTimeouts Infinite { get; } = new() { MinBeforeDrop = null };

    /// <summary>
    /// Slices are also assigned to another worker after this multiple of the expected time, at least <see cref="MinBeforeSpeculation"/>.
    /// </summary>
    public double SpeculationFactor { get; init; } = 4;

    /// <summary>Lower bound before speculation. A healthy worker may be descheduled for longer.</summary>
    public TimeSpan MinBeforeSpeculation { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan SpeculationWithoutHistory { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// An exchange is abandoned when one of its members takes this multiple of the expected time, at least <see cref="MinBeforeAbandon"/>:
    /// all others compute again then, which costs more than a second answer of one worker.
    /// </summary>
    public double AbandonFactor { get; init; } = 8;

    public TimeSpan MinBeforeAbandon { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A worker is dropped after this multiple of the expected time, at least <see cref="MinBeforeDrop"/>.</summary>
    public double DropFactor { get; init; } = 20;

    /// <summary>Lower bound before a worker is dropped; null never drops one.</summary>
    public TimeSpan? MinBeforeDrop { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan DropWithoutHistory { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A gap between two checks above which the coordinator itself was paused.</summary>
    public TimeSpan CoordinatorPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan BeforeSpeculation(TimeSpan? expected) =>
        Timeout(SpeculationFactor, expected, MinBeforeSpeculation, SpeculationWithoutHistory);

    public TimeSpan BeforeAbandon(TimeSpan? expected) =>
        Timeout(AbandonFactor, expected, MinBeforeAbandon, SpeculationWithoutHistory);

    public TimeSpan BeforeDrop(TimeSpan? expected) => MinBeforeDrop is { } min
        ? Timeout(DropFactor, expected, min, Longer(min, DropWithoutHistory))
        : TimeSpan.MaxValue;

    private static TimeSpan Timeout(double factor, TimeSpan? expected, TimeSpan min, TimeSpan withoutHistory) =>
        expected is { } time ? Longer(min, factor * time) : withoutHistory;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
