namespace ActorNet.Interleavings.Scheduling;

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

    public static void Write(ref bool location, bool value, string place)
    {
        Point();
        Volatile.Write(ref location, value);
    }

    public static void Write(ref long location, long value, string place)
    {
        Point();
        Volatile.Write(ref location, value);
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

    public static bool Exchange(ref bool location, bool value, string place)
    {
        Point();
        return Interlocked.Exchange(ref location, value);
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

    /// <summary>Of a lock statement. A controlled thread never enters the lock itself, which would block it behind the scheduler's back.</summary>
    public static Lock.Scope EnterScope(Lock gate, string place)
    {
        if (Scheduler.OfThisThread is not { } scheduler)
            return gate.EnterScope();
#pragma warning disable CS9216 // it is a name here, which nobody locks
        scheduler.EnterScope(Scheduler.IsBroken(place) ? null : gate);
#pragma warning restore CS9216
        return default;
    }

    public static void Dispose(ref Lock.Scope scope, string place)
    {
        if (Scheduler.OfThisThread is { } scheduler)
            scheduler.ExitScope();
        else
            scope.Dispose();
    }

    public static bool Wait(object monitor, string place) => Wait(monitor, Timeout.InfiniteTimeSpan, place);

    public static bool Wait(object monitor, TimeSpan timeout, string place)
    {
        if (Scheduler.OfThisThread is not { } scheduler)
            return Monitor.Wait(monitor, timeout);
        Point();
        return scheduler.Wait(monitor, timeout);
    }

    public static void Pulse(object monitor, string place) => PulseAll(monitor, place); // every waiting thread checks why it was woken

    public static void PulseAll(object monitor, string place)
    {
        if (Scheduler.OfThisThread is not { } scheduler)
            Monitor.PulseAll(monitor);
        else if (!Scheduler.IsBroken(place))
            scheduler.PulseAll(monitor);
    }

    public static bool Set(EventWaitHandle handle, string place)
    {
        if (Scheduler.OfThisThread is not { } scheduler)
            return handle.Set();
        if (!Scheduler.IsBroken(place))
            scheduler.Set(handle);
        return true;
    }

    public static bool WaitOne(WaitHandle handle, string place)
    {
        if (Scheduler.OfThisThread is not { } scheduler)
            return handle.WaitOne();
        scheduler.WaitOne(handle);
        return true;
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
