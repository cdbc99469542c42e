namespace ActorNet.Computing.Serving;

/// <summary>What a worker process has computed, for whoever shows it: written by the thread that computes, read by any other.</summary>
internal sealed class WorkerCounters
{
    private long _gradients;
    private long _samples;
    private long _computeTicks;

    /// <summary>Gradients, each of some slices of a step.</summary>
    public long Gradients => Volatile.Read(ref _gradients);

    /// <summary>Training samples in them.</summary>
    public long Samples => Volatile.Read(ref _samples);

    /// <summary>The time they took.</summary>
    public TimeSpan ComputeTime => new(Volatile.Read(ref _computeTicks));

    /// <summary>Adds a gradient; for one thread at a time.</summary>
    internal void Add(int samples, TimeSpan computeTime)
    {
        Volatile.Write(ref _samples, _samples + samples);
        Volatile.Write(ref _computeTicks, _computeTicks + computeTime.Ticks);
        Volatile.Write(ref _gradients, _gradients + 1);
    }
}
