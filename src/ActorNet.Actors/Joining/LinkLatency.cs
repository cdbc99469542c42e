namespace ActorNet.Actors.Joining;

/// <summary>Smoothed time that a worker's answers take besides computing. One writer, any number of readers.</summary>
internal sealed class LinkLatency
{
    /// <summary>About the last twenty answers count.</summary>
    private const double NewestWeight = 0.1;

    private double _smoothedTicks;

    public TimeSpan Smoothed => TimeSpan.FromTicks((long)Volatile.Read(ref _smoothedTicks));

    /// <summary>
    /// Records an answer: <paramref name="waited"/> since its request was sent, of which <paramref name="computing"/> was compute time.
    /// </summary>
    public void Record(TimeSpan waited, TimeSpan computing)
    {
        var latency = (waited - computing).Ticks;
        var smoothed = Volatile.Read(ref _smoothedTicks);
        Volatile.Write(ref _smoothedTicks, smoothed == 0 ? latency : smoothed + NewestWeight * (latency - smoothed));
    }
}
