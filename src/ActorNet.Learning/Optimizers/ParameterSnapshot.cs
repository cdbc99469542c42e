namespace ActorNet.Learning.Optimizers;

/// <summary>
/// Parameters that readers may still use after the optimizer has moved on: it writes to the array again only when every reader has released
/// it, and leaves it to the garbage collector otherwise. Counted by one thread at a time.
/// </summary>
internal sealed class ParameterSnapshot(float[] values)
{
    private int _readers;

    /// <summary>In the order of <see cref="Networks.ParameterLayout"/>; not written while it has readers.</summary>
    public float[] Values { get; } = values;

    public bool HasReaders => _readers > 0;

    /// <summary>Adds a reader, which calls <see cref="Release"/> when it is done; one that never does keeps the array for good.</summary>
    public ParameterSnapshot Retain()
    {
        _readers++;
        return this;
    }

    public void Release()
    {
        if (--_readers < 0)
            throw new InvalidOperationException("A snapshot was released more often than retained.");
    }
}
