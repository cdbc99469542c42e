using System.Diagnostics;

namespace ActorNet.Fuzz;

/// <summary>Ends the process if an input takes too long: a thread that hangs cannot be interrupted.</summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>A thousand times what any input takes, for a busy machine.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly Func<uint, string, string> _describe;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _startedAt;
    private uint _number;

    /// <param name="describe">Makes the error sentence from an input's number and its fault.</param>
    public Watchdog(Func<uint, string, string> describe)
    {
        _describe = describe;
        _thread = new Thread(Watch) { IsBackground = true, Name = "watchdog" };
        _thread.Start();
    }

    /// <summary>Reading of an input starts.</summary>
    public void Begin(uint number)
    {
        Volatile.Write(ref _number, number);
        Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
    }

    /// <summary>Reading of the input has ended.</summary>
    public void End() => Volatile.Write(ref _startedAt, 0);

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.Wait(Timeout / 10))
        {
            var startedAt = Volatile.Read(ref _startedAt);
            if (startedAt == 0 || Stopwatch.GetElapsedTime(startedAt) < Timeout)
                continue;
            Console.Error.WriteLine(_describe(Volatile.Read(ref _number), $"was not read to its end within {Timeout.TotalSeconds} s"));
            Environment.Exit(1);
        }
    }
}
