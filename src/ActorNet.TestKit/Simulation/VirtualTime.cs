namespace ActorNet.TestKit.Simulation;

/// <summary>Time that passes only from one scheduled action to the next. Actions of the same time run in the order they were scheduled.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _future = new();
    private long _order;
    private TimeSpan _jumps;

    /// <summary>Time since the start.</summary>
    public TimeSpan Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + Now + _jumps;

    /// <summary>Sets the clock, but no timer.</summary>
    public void Jump(TimeSpan by) => _jumps += by;

    /// <summary>Schedules an action; one for a time that has passed runs next.</summary>
    public void At(TimeSpan time, Action action) => _future.Enqueue(action, (time, _order++));

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    /// <summary>Runs the next action.</summary>
    /// <returns>False if there is none.</returns>
    public bool RunNext()
    {
        if (!_future.TryDequeue(out var action, out var key))
            return false;
        if (key.At > Now)
            Now = key.At;
        action();
        return true;
    }
}
