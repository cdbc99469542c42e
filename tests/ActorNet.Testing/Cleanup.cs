namespace ActorNet.Testing;

/// <summary>Actions to undo at the end: the last first, each once. Thread-safe.</summary>
internal sealed class Cleanup : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<Action> _undo = new();
    private bool _isOver;

    /// <summary>Adds an action to undo. If the cleanup has already run, undoes it at once.</summary>
    /// <exception cref="InvalidOperationException">The cleanup has already run.</exception>
    public void Add(Action undo)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _undo.Push(undo);
                return;
            }
        }

        undo();
        throw new InvalidOperationException("The cleanup has already run.");
    }

    /// <summary>Undoes everything; a failure does not prevent the rest.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            while (_undo.TryPop(out var undo))
            {
                try
                {
                    undo();
                }
                catch (Exception fault)
                {
                    Console.Error.WriteLine($"Something was not cleaned up: {fault.Message}");
                }
            }
        }
    }
}
