using System.Runtime.ExceptionServices;

namespace ActorNet.Computing.Serving;

/// <summary>A thread that computes shares of exchanges, one at a time, while the thread of the link receives. For one caller.</summary>
internal sealed class ShareThread : IDisposable
{
    private readonly object _gate = new();
    private readonly Thread _thread;
    private Action? _work;
    private Exception? _error;
    private bool _isDisposed;

    public ShareThread()
    {
        _thread = new Thread(Run) { Name = "share", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Starts work; the work before must have ended.</summary>
    public void Start(Action work)
    {
        lock (_gate)
        {
            if (_work is not null)
                throw new InvalidOperationException("A share is computed already.");
            _work = work;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until the work, if any, has ended; throws what it threw.</summary>
    public void Await()
    {
        lock (_gate)
        {
            while (_work is not null)
                Monitor.Wait(_gate);
            if (_error is not null)
                ExceptionDispatchInfo.Throw(_error);
        }
    }

    /// <summary>Waits until the work, if any, has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (Take() is { } work)
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                _error = error;
            }

            lock (_gate)
            {
                _work = null;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Action? Take()
    {
        lock (_gate)
        {
            while (_work is null && !_isDisposed)
                Monitor.Wait(_gate);
            return _work;
        }
    }
}
