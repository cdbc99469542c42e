using System.Diagnostics.CodeAnalysis;

namespace ActorNet.Cli.Context;

/// <summary>Hands events to a slow listener, such as a paused terminal, on a thread of its own: training does not wait.</summary>
/// <remarks>The thread sleeps between events. A blocking collection would spin first, on a processor that trains.</remarks>
internal sealed class EventPump : IDisposable
{
    private readonly Queue<TrainingEvent> _events = new();
    private readonly Thread _thread;
    private bool _isEnded;

    public EventPump(Action<TrainingEvent> listener)
    {
        _thread = new Thread(() => Run(listener)) { IsBackground = true, Name = "console" };
        _thread.Start();
    }

    public void Post(TrainingEvent trainingEvent)
    {
        lock (_events)
        {
            if (_isEnded)
                return;
            _events.Enqueue(trainingEvent);
            Monitor.Pulse(_events);
        }
    }

    /// <summary>Waits until the listener has every event.</summary>
    public void Dispose()
    {
        End();
        _thread.Join();
    }

    private void Run(Action<TrainingEvent> listener)
    {
        try
        {
            while (TryTake(out var trainingEvent))
                listener(trainingEvent);
        }
        catch (Exception)
        {
            // The listener is gone, or cannot show it: the run continues, and writing the result will report the fault.
            End();
        }
    }

    private bool TryTake([NotNullWhen(true)] out TrainingEvent? trainingEvent)
    {
        lock (_events)
        {
            while (!_events.TryDequeue(out trainingEvent))
            {
                if (_isEnded)
                    return false;
                Monitor.Wait(_events);
            }

            return true;
        }
    }

    private void End()
    {
        lock (_events)
        {
            _isEnded = true;
            Monitor.Pulse(_events);
        }
    }
}
