namespace ActorNet.Computing.Requests;

/// <summary>The compute thread of one or more workers: the first starts it, and the last ends it. Thread-safe.</summary>
internal sealed class SharedComputeThread(Func<IComputeThread> start)
{
    private readonly Lock _gate = new();
    private IComputeThread? _thread;
    private int _workers;

    /// <summary>For one more worker, which must call <see cref="Release"/>. Throws what starting the thread throws.</summary>
    public IComputeThread Acquire()
    {
        lock (_gate)
        {
            if (_workers == 0)
                _thread = start();
            _workers++;
            return _thread!;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            if (--_workers == 0)
                _thread!.Dispose();
        }
    }
}
