using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorNet.Scaling.Nodes;

/// <summary>
/// Lets parts of some work take their time, without using the processor. A part that ends late takes from the time of those after it; what
/// is done between <see cref="Pause"/> and <see cref="Continue"/> takes time besides.
/// </summary>
internal sealed class Pace
{
    /// <summary>How much later than asked for a thread that sleeps wakes up.</summary>
    private static readonly TimeSpan WakeUp = TimeSpan.FromMicroseconds(60);

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
            _ = SleepMicroseconds((uint)Math.Max(1, (left - WakeUp).TotalMicroseconds));
    }

    /// <summary>The runtime sleeps whole milliseconds, which is as long as a part takes.</summary>
    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SleepMicroseconds(uint microseconds);
}
