namespace ActorNet.Interleavings;

/// <summary>
/// What threads do to each other, each with the place of the call. On a thread of the <see cref="Scheduler"/> another one may go on before
/// it; on others they are what they always were.
/// </summary>
public static class Operations
{
    /// <summary>Another thread may go on here.</summary>
    public static void Point() => Scheduler.OfThisThread?.Point();

    public static int Read(ref int location, string place)
    {
        Point();
        return Scheduler.IsBroken(place) ? 0 : Volatile.Read(ref location);
    }

    public static long Read(ref long location, string place)
    {
        Point();
        return Volatile.Read(ref location);
    }

    public static int Increment(ref int location, string place)
    {
        Point();
        return Interlocked.Increment(ref location);
    }

    public static long Increment(ref long location, string place)
    {
        Point();
        return Interlocked.Increment(ref location);
    }

    public static int Decrement(ref int location, string place)
    {
        Point();
        return Interlocked.Decrement(ref location);
    }

    public static int Exchange(ref int location, int value, string place)
    {
        Point();
        if (!Scheduler.IsBroken(place))
            return Interlocked.Exchange(ref location, value);
        var before = location;
        Point();
        location = value;
        return before;
    }

    public static void MemoryBarrier(string place) => Point();

    public static void Enter(object monitor, ref bool isTaken, string place)
    {
        if (Scheduler.OfThisThread is not { } scheduler)
        {
            Monitor.Enter(monitor, ref isTaken);
            return;
        }

        if (!Scheduler.IsBroken(place))
            scheduler.Enter(monitor);
        isTaken = true;
    }

    public static void Exit(object monitor, string place)
    {
        if (Scheduler.OfThisThread is { } scheduler)
            scheduler.Exit(monitor);
        else
            Monitor.Exit(monitor);
    }

    public static bool Wait(object monitor, string place)
    {
        if (Scheduler.OfThisThread is not { } scheduler)
            return Monitor.Wait(monitor);
        Point();
        scheduler.Wait(monitor);
        return true;
    }

    public static void PulseAll(object monitor, string place)
    {
        if (Scheduler.OfThisThread is { } scheduler)
            scheduler.PulseAll(monitor);
        else
            Monitor.PulseAll(monitor);
    }

    public static bool Yield(string place)
    {
        Point();
        return true;
    }

    public static void SpinWait(int iterations, string place) => Point();

    public static void SpinOnce(ref SpinWait spin, int sleep1Threshold, string place) => Point();

    public static Thread NewThread(ThreadStart start, string place) =>
        Scheduler.OfThisThread is { } scheduler ? scheduler.Create(start) : new Thread(start);

    public static void Start(Thread thread, string place)
    {
        if (Scheduler.OfThisThread is { } scheduler)
            scheduler.Start(thread);
        else
            thread.Start();
    }

    public static void Join(Thread thread, string place)
    {
        if (Scheduler.OfThisThread is { } scheduler)
            scheduler.Join(thread);
        else
            thread.Join();
    }
}
