using System.Diagnostics;

namespace ActorNet.Scaling.Nodes;

/// <summary>
/// Lets parts of some work take their time, without using the processor. A part that ends late takes from the time of those after it; what
/// is done between <see cref="Pause"/> and <see cref="Continue"/> takes time besides.
/// </summary>
internal sealed class Pace
{
    /// <summary>A thread that sleeps wakes up to a tenth of a millisecond late.</summary>
    private static readonly TimeSpan WakeUp = TimeSpan.FromMilliseconds(0.2);

    private long _due;
    private long _pausedAt;

    /// <summary>Starts the work.</summary>
    public void Start() => _due = Stopwatch.GetTimestamp();

    public void Pause() => _pausedAt = Stopwatch.GetTimestamp();

    public void Continue() => _due += Stopwatch.GetTimestamp() - _pausedAt;

    /// <summary>Waits for as long as a part takes.</summary>
    public void Take(double seconds)
    {
        _due += (long)(seconds * Stopwatch.Frequency);
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _due) is { Ticks: > 0 } left)
        {
            // Sleeps whole milliseconds; the rest is spent giving way to whoever wants the processor.
            if (left - WakeUp is { TotalMilliseconds: >= 1 } sleep)
                Thread.Sleep((int)sleep.TotalMilliseconds);
            else
                Thread.Yield();
        }
    }
}
