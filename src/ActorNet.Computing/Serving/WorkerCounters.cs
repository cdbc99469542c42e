namespace ActorNet.Computing.Serving;

/// <summary>What a worker process has computed: written by the compute thread, read by any thread.</summary>
internal sealed class WorkerCounters
{
    private long _gradients;
    private long _samples;
    private long _computeTicks;

    /// <summary>Answered gradient requests.</summary>
    public long Gradients => Volatile.Read(ref _gradients);

    /// <summary>Training samples in them.</summary>
    public long Samples => Volatile.Read(ref _samples);

    public TimeSpan ComputeTime => new(Volatile.Read(ref _computeTicks));

    /// <summary>One writer at a time.</summary>
    internal void Add(int samples, TimeSpan computeTime)
    {
        Volatile.Write(ref _samples, _samples + samples);
        Volatile.Write(ref _computeTicks, _computeTicks + computeTime.Ticks);
        Volatile.Write(ref _gradients, _gradients + 1);
    }
}
