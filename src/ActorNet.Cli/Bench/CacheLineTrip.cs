namespace ActorNet.Cli.Bench;

/// <summary>
/// How long a cache line takes to the other of two processors and back. Between virtual processors it may change by a factor of four from one
/// minute to the next, as the host moves them, and with it what a second worker in the same process brings.
/// </summary>
internal static class CacheLineTrip
{
    private const int Chunks = 10;
    private const int MinTrips = 20; // in a chunk: fewer means that the threads shared a processor
    private const int LineElements = 16; // two lines: some processors fetch them in pairs
    private const int SpinsPerCheck = 256;
    private static readonly TimeSpan MaxChunk = TimeSpan.FromMilliseconds(1);

    /// <summary>The mean of the fastest chunk of a millisecond, in seconds; null if both threads shared one processor all the time.</summary>
    public static double? Measure(TimeProvider time)
    {
        var numbers = new long[4 * LineElements];
        ref var sent = ref numbers[LineElements];
        ref var returned = ref numbers[2 * LineElements];
        var partner = new Thread(() => Return(numbers)) { IsBackground = true, Name = "cache line" };
        partner.Start();
        var best = double.PositiveInfinity;
        for (int chunk = 0, number = 0; chunk < Chunks; chunk++)
        {
            var first = number;
            var started = time.GetTimestamp();
            do
                Volatile.Write(ref sent, ++number);
            while (IsReturned(ref returned, number, started, time));
            if (number - first >= MinTrips)
                best = Math.Min(best, time.GetElapsedTime(started).TotalSeconds / (number - first));
        }

        Volatile.Write(ref sent, -1);
        partner.Join();
        return double.IsFinite(best) ? best : null;
    }

    /// <returns>False if the chunk is over.</returns>
    private static bool IsReturned(ref long returned, long number, long started, TimeProvider time)
    {
        for (var spin = number; Volatile.Read(ref returned) != number; spin++)
            if (spin % SpinsPerCheck == 0 && time.GetElapsedTime(started) > MaxChunk)
                return false;
        return number % SpinsPerCheck != 0 || time.GetElapsedTime(started) < MaxChunk;
    }

    private static void Return(long[] numbers)
    {
        ref var sent = ref numbers[LineElements];
        ref var returned = ref numbers[2 * LineElements];
        for (long number; (number = Volatile.Read(ref sent)) >= 0;)
            Volatile.Write(ref returned, number);
    }
}
