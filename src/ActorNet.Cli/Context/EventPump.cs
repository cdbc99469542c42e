using System.Collections.Concurrent;

namespace ActorNet.Cli.Context;

/// <summary>Hands events to a slow listener, such as a paused terminal, on a thread of its own: training does not wait.</summary>
internal sealed class EventPump : IDisposable
{
    private readonly BlockingCollection<TrainingEvent> _events = [];
    private readonly Thread _thread;
    private volatile bool _isListening = true;

    public EventPump(Action<TrainingEvent> listener)
    {
        _thread = new Thread(() =>
        {
            try
            {
                foreach (var trainingEvent in _events.GetConsumingEnumerable())
                    listener(trainingEvent);
            }
            catch (Exception)
            {
                // The listener is gone, or cannot show it: the run continues, and writing the result will report the fault.
                _isListening = false;
            }
        })
        { IsBackground = true, Name = "console" };
        _thread.Start();
    }

    public void Post(TrainingEvent trainingEvent)
    {
        if (_isListening)
            _events.Add(trainingEvent);
    }

    /// <summary>Waits until the listener has every event.</summary>
    public void Dispose()
    {
        _events.CompleteAdding();
        _thread.Join();
        _events.Dispose();
    }
}
