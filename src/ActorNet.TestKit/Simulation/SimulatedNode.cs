namespace ActorNet.TestKit.Simulation;

/// <summary>A process of the simulated cluster.</summary>
internal abstract class SimulatedNode(VirtualTime time)
{
    private TimeSpan _pausedUntil;

    public bool IsPaused => _pausedUntil > time.Now;

    /// <summary>Stops the process for a time.</summary>
    public void Pause(TimeSpan duration)
    {
        if (time.Now + duration > _pausedUntil)
            _pausedUntil = time.Now + duration;
    }

    /// <summary>A new process takes the place of a stopped one.</summary>
    protected void Continue() => _pausedUntil = TimeSpan.Zero;

    /// <summary>Does something now, or when the process continues.</summary>
    public void WhenAwake(Action action)
    {
        if (IsPaused)
            time.At(_pausedUntil, () => WhenAwake(action));
        else
            action();
    }
}
