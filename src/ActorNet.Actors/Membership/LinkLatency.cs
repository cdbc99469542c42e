namespace ActorNet.Actors.Membership;

/// <summary>How long a worker's answers take besides computing. Sent and answered by one thread each; read by any.</summary>
internal sealed class LinkLatency(TimeProvider time)
{
    /// <summary>The weight of the newest answer: some twenty count.</summary>
    private const double Newest = 0.1;

    private long _sentAt;
    private double _smoothedTicks;

    /// <summary>The latency, smoothed.</summary>
    public TimeSpan Smoothed => TimeSpan.FromTicks((long)Volatile.Read(ref _smoothedTicks));

    /// <summary>A request is sent.</summary>
    public void Sent() => Volatile.Write(ref _sentAt, time.GetTimestamp());

    /// <summary>Its answer is here.</summary>
    public void Answered(TimeSpan computing)
    {
        var latency = Math.Max(0, (time.GetElapsedTime(Volatile.Read(ref _sentAt)) - computing).Ticks);
        var smoothed = Volatile.Read(ref _smoothedTicks);
        Volatile.Write(ref _smoothedTicks, smoothed == 0 ? latency : smoothed + Newest * (latency - smoothed));
    }
}
