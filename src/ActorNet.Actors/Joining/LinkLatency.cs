namespace ActorNet.Actors.Joining;

/// <summary>How long a worker's answers take besides computing. Told by one thread; read by any.</summary>
internal sealed class LinkLatency
{
    /// <summary>The weight of the newest answer: some twenty count.</summary>
    private const double Newest = 0.1;

    private double _smoothedTicks;

    /// <summary>The latency, smoothed.</summary>
    public TimeSpan Smoothed => TimeSpan.FromTicks((long)Volatile.Read(ref _smoothedTicks));

    /// <summary>An answer is here.</summary>
    /// <param name="waited">The time since its request was sent.</param>
    /// <param name="computing">How much of it the worker has computed.</param>
    public void Answered(TimeSpan waited, TimeSpan computing)
    {
        var latency = (waited - computing).Ticks;
        var smoothed = Volatile.Read(ref _smoothedTicks);
        Volatile.Write(ref _smoothedTicks, smoothed == 0 ? latency : smoothed + Newest * (latency - smoothed));
    }
}
