namespace ActorNet.Coordination.Training;

/// <summary>Measures training time: it runs during steps and pauses during evaluations and while the run waits for workers.</summary>
internal sealed class TrainingClock(TimeProvider time)
{
    private long _resumedAt = time.GetTimestamp();
    private TimeSpan _accumulated;
    private bool _isRunning;

    public TimeSpan Elapsed => _isRunning ? _accumulated + time.GetElapsedTime(_resumedAt) : _accumulated;

    public void Resume()
    {
        if (_isRunning)
            return;
        _resumedAt = time.GetTimestamp();
        _isRunning = true;
    }

    public void Pause()
    {
        _accumulated = Elapsed;
        _isRunning = false;
    }
}
