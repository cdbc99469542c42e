namespace ActorNet.Chaos.World;

/// <summary>What must be undone at the end, however it comes: the last first, each once. Safe for use by any thread.</summary>
internal sealed class Cleanup : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<Action> _undo = new();

    /// <summary>Adds something to be undone.</summary>
    public void Add(Action undo)
    {
        lock (_gate)
            _undo.Push(undo);
    }

    /// <summary>Undoes all of it; what fails keeps nothing else from being undone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
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
