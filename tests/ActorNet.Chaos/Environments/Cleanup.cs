namespace ActorNet.Chaos.World;

/// <summary>What must be undone at the end, however it comes: the last first, each once. Safe for use by any thread.</summary>
internal sealed class Cleanup : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<Action> _undo = new();
    private bool _isOver;

    /// <summary>Adds something to be undone; at once, where the end has come while it was done.</summary>
    /// <exception cref="ChaosException">The end has come.</exception>
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
        throw new ChaosException("The end has come.");
    }

    /// <summary>Undoes all of it; what fails keeps nothing else from being undone.</summary>
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
                    Console.Error.WriteLine($"Something is left: {fault.Message}");
                }
            }
        }
    }
}
