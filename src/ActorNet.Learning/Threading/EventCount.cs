namespace ActorNet.Learning.Threading;

/// <summary>
/// A monotonic counter on which threads wait until it reaches a value (an eventcount: Reed and Kanodia, 1979). A wait first spins
/// briefly, to avoid a wake-up for what comes soon, and then parks.
/// </summary>
/// <remarks>Writes before <see cref="Advance"/> are visible to the threads that waited for it. Allocates nothing.</remarks>
internal sealed class EventCount
{
    /// <summary>
    /// About 300 microseconds: the runtime makes one spin last about 37 nanoseconds on every processor, and a yield takes half a
    /// microsecond when no other thread wants to run. Waking a thread takes 50 to 100 microseconds on a virtual machine, and the workers
    /// of a short step are often further apart than that. On a single processor a spinning thread keeps the awaited one from running.
    /// </summary>
    internal static int DefaultSpins { get; } = Environment.ProcessorCount > 1 ? 4096 : 0;

    /// <summary>Spins before the first yield: enough for what comes within a few microseconds.</summary>
    private const int PureSpins = 128;

    /// <summary>After the pure spins every 16th is a yield: the awaited thread may need this processor.</summary>
    private const int YieldEvery = 16;

    private readonly object _parkingLock = new();
    private readonly int _spins;
    private long _value;
    private int _parked;

    public EventCount() : this(DefaultSpins) { }

    internal EventCount(int spins) => _spins = spins;

    public long Value => Volatile.Read(ref _value);

    /// <summary>Threads that are parked or about to park.</summary>
    internal int ParkedThreads => Volatile.Read(ref _parked);

    /// <summary>Adds 1 and wakes the waiting threads.</summary>
    public void Advance()
    {
        // Both sides write, pass a full fence and read what the other wrote: either this thread sees the parking one, or that one sees
        // the new value. A pulse cannot be lost, since a parking thread holds the lock from reading the value until it sleeps.
        Interlocked.Increment(ref _value);
        if (ParkedThreads == 0)
            return;
        lock (_parkingLock)
            Monitor.PulseAll(_parkingLock);
    }

    public void Await(long value)
    {
        for (var spin = 0; spin < _spins; spin++)
        {
            if (Value >= value)
                return;
            if (spin >= PureSpins && spin % YieldEvery == 0)
                Thread.Yield();
            else
                Thread.SpinWait(1);
        }

        Park(value);
    }

    private void Park(long value)
    {
        lock (_parkingLock)
        {
            Interlocked.Increment(ref _parked);
            while (Value < value)
                Monitor.Wait(_parkingLock);
            Interlocked.Decrement(ref _parked);
        }
    }
}
