namespace ActorNet.Learning.Threading;

/// <summary>
/// A count that only grows, and on which threads wait until it has reached a value (an eventcount: Reed and Kanodia, 1979). Waiting
/// is a short spin, so that what comes soon is not paid for with a wake-up, and then a park, so that who waits long costs nothing.
/// </summary>
/// <remarks>What was written before <see cref="Advance"/> is seen by whoever has waited for it. Nothing is allocated.</remarks>
internal sealed class EventCount
{
    /// <summary>
    /// Some 300 microseconds in all: the runtime makes a spin of one last about 37 nanoseconds on every processor, and a yield takes
    /// half a microsecond where nobody else wants to run. To be woken takes 50 to 100 microseconds on a virtual machine, and the workers of a short
    /// step are often further apart than that. On a single processor whoever spins keeps away who is waited for.
    /// </summary>
    internal static int DefaultSpins { get; } = Environment.ProcessorCount > 1 ? 4096 : 0;

    /// <summary>Spins at the beginning without a yield: for what comes within a few microseconds.</summary>
    private const int PureSpins = 128;

    /// <summary>One of so many spins is a yield after that: who is waited for may need this thread's processor.</summary>
    private const int YieldEvery = 16;

    private readonly object _parking = new();
    private readonly int _spins;
    private long _value;
    private int _parked;

    /// <summary>A count of 0.</summary>
    public EventCount() : this(DefaultSpins) { }

    internal EventCount(int spins) => _spins = spins;

    /// <summary>The count now.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>Threads that are parked, or about to be.</summary>
    internal int Parked => Volatile.Read(ref _parked);

    /// <summary>Adds 1 to the count, and lets go who waited for it.</summary>
    public void Advance()
    {
        // Both sides write, pass a full fence, and read what the other wrote: either this thread sees that somebody parks, or
        // that one sees the new count. Pulses cannot be lost, since between its look at the count and its sleep it holds the lock.
        Interlocked.Increment(ref _value);
        if (Parked == 0)
            return;
        lock (_parking)
            Monitor.PulseAll(_parking);
    }

    /// <summary>Waits until the count is at least <paramref name="value"/>.</summary>
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
        lock (_parking)
        {
            Interlocked.Increment(ref _parked);
            while (Value < value)
                Monitor.Wait(_parking);
            Interlocked.Decrement(ref _parked);
        }
    }
}
