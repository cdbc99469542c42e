using ActorNet.Interleavings.Scheduling;

namespace ActorNet.Interleavings;

/// <summary>A lock and its condition, for what tests put around the code that is explored.</summary>
internal sealed class TestMonitor
{
    private readonly object _gate = new();

    /// <summary>Does something, and wakes who waits.</summary>
    public void Do(Action action) => Await(() => true, action);

    /// <summary>Waits until a condition holds, and does something.</summary>
    public void Await(Func<bool> condition, Action? then = null)
    {
        var isTaken = false;
        Operations.Enter(_gate, ref isTaken, nameof(TestMonitor));
        while (!condition())
            Operations.Wait(_gate, nameof(TestMonitor));
        then?.Invoke();
        Operations.PulseAll(_gate, nameof(TestMonitor));
        Operations.Exit(_gate, nameof(TestMonitor));
    }
}
