namespace ActorNet.Actors.Coordinator;

/// <summary>How long a worker is waited for. Of a worker that nothing is known about, more is borne.</summary>
internal sealed record Patience
{
    /// <summary>Waits for ever, as inside one process, where a worker that is late will come.</summary>
    public static Patience Endless { get; } = new() { LeastBeforeDrop = null };

    /// <summary>After so many times the expected time, and no less than <see cref="LeastBeforeSpeculation"/>, slices are given to another worker too.</summary>
    public double SpeculationFactor { get; init; } = 4;

    /// <summary>The least time before slices are given to another worker too: less than a processor is sometimes away for.</summary>
    public TimeSpan LeastBeforeSpeculation { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The same where nothing is known yet.</summary>
    public TimeSpan SpeculationOfUnknown { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After so many times the expected time, and no less than <see cref="LeastBeforeDrop"/>, a worker is given up.</summary>
    public double DropFactor { get; init; } = 20;

    /// <summary>The least time before a worker is given up; null never gives one up.</summary>
    public TimeSpan? LeastBeforeDrop { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same where nothing is known yet.</summary>
    public TimeSpan DropOfUnknown { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The least time without a look at the clock after which the coordinator knows that it has been standing still.</summary>
    public TimeSpan PauseOfCoordinator { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer that is expected after <paramref name="expected"/> is waited for before another is asked too.</summary>
    public TimeSpan BeforeSpeculation(TimeSpan? expected) =>
        expected is { } time ? Longer(LeastBeforeSpeculation, SpeculationFactor * time) : SpeculationOfUnknown;

    /// <summary>How long it is waited for at all.</summary>
    public TimeSpan BeforeDrop(TimeSpan? expected)
    {
        if (LeastBeforeDrop is not { } least)
            return TimeSpan.MaxValue;
        return expected is { } time ? Longer(least, DropFactor * time) : Longer(least, DropOfUnknown);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
