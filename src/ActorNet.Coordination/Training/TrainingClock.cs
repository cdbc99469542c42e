namespace ActorNet.Coordination.Training;

/// <summary>Measures training alone: it runs while steps are computed and stands while the run is evaluated.</summary>
internal sealed class TrainingClock(TimeProvider time)
{
    private long _resumedAt = time.GetTimestamp();
    private TimeSpan _before;
    private bool _isRunning;

    /// <summary>The time trained so far.</summary>
    public TimeSpan Elapsed => _isRunning ? _before + time.GetElapsedTime(_resumedAt) : _before;

    /// <summary>Lets it run.</summary>
    public void Resume()
    {
        if (_isRunning)
            return;
        _resumedAt = time.GetTimestamp();
        _isRunning = true;
    }

    /// <summary>Lets it stand.</summary>
    public void Pause()
    {
        _before = Elapsed;
        _isRunning = false;
    }
}
