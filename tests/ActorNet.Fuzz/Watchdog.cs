using System.Diagnostics;

namespace ActorNet.Fuzz;

/// <summary>Ends the process where an input takes too long: whoever hangs does not come back to be told.</summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>A thousand times what any input takes, on a machine with much else to do.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Func<uint, string, string> _describe;
    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _thread;
    private long _since;
    private uint _number;

    /// <summary>Begins to watch.</summary>
    /// <param name="describe">The sentence about an input and what it did.</param>
    public Watchdog(Func<uint, string, string> describe)
    {
        _describe = describe;
        _thread = new Thread(Watch) { IsBackground = true, Name = "watchdog" };
        _thread.Start();
    }

    /// <summary>An input is read from now on.</summary>
    public void Begin(uint number)
    {
        Volatile.Write(ref _number, number);
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
    }

    /// <summary>It was read.</summary>
    public void End() => Volatile.Write(ref _since, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Set();
        _thread.Join();
        _over.Dispose();
    }

    private void Watch()
    {
        while (!_over.Wait(Deadline / 10))
        {
            var since = Volatile.Read(ref _since);
            if (since == 0 || Stopwatch.GetElapsedTime(since) < Deadline)
                continue;
            Console.Error.WriteLine(_describe(Volatile.Read(ref _number), $"was not read to its end within {Deadline.TotalSeconds} s"));
            Environment.Exit(1);
        }
    }
}
