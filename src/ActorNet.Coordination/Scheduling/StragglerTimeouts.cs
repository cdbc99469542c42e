namespace ActorNet.Coordination.Scheduling;

/// <summary>How long a worker is waited for. Of a worker that nothing is known about, more is borne.</summary>
internal sealed record StragglerTimeouts
{
    /// <summary>Waits for ever, as inside one process, where a worker that is late will come.</summary>
    public static StragglerTimeouts Infinite { get; } = new() { MinBeforeDrop = null };

    /// <summary>After so many times the expected time, and no less than <see cref="MinBeforeSpeculation"/>, slices are given to another worker too.</summary>
    public double SpeculationFactor { get; init; } = 4;

    /// <summary>The least time before slices are given to another worker too: less than a processor is sometimes away for.</summary>
    public TimeSpan MinBeforeSpeculation { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The same where nothing is known yet.</summary>
    public TimeSpan SpeculationWithoutHistory { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After so many times the expected time, and no less than <see cref="MinBeforeDrop"/>, a worker is given up.</summary>
    public double DropFactor { get; init; } = 20;

    /// <summary>The least time before a worker is given up; null never gives one up.</summary>
    public TimeSpan? MinBeforeDrop { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same where nothing is known yet.</summary>
    public TimeSpan DropWithoutHistory { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The least time without a look at the clock after which the coordinator knows that it has been standing still.</summary>
    public TimeSpan CoordinatorPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer that is expected after <paramref name="expected"/> is waited for before another is asked too.</summary>
    public TimeSpan BeforeSpeculation(TimeSpan? expected) =>
        expected is { } time ? Longer(MinBeforeSpeculation, SpeculationFactor * time) : SpeculationWithoutHistory;

    /// <summary>How long it is waited for at all.</summary>
    public TimeSpan BeforeDrop(TimeSpan? expected)
    {
        if (MinBeforeDrop is not { } min)
            return TimeSpan.MaxValue;
        return expected is { } time ? Longer(min, DropFactor * time) : Longer(min, DropWithoutHistory);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
