namespace ActorNet.Data.Mnist;

/// <summary>A token that is cancelled by its parent or when time is up, and can be given new time.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;

    public Deadline(TimeProvider time, TimeSpan length, CancellationToken parent)
    {
        Length = length;
        _timeout = new CancellationTokenSource(length, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(parent, _timeout.Token);
    }

    /// <summary>The time that was given last.</summary>
    public TimeSpan Length { get; private set; }

    public CancellationToken Token => _linked.Token;

    public void Restart(TimeSpan length)
    {
        Length = length;
        _timeout.CancelAfter(length);
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timeout.Dispose();
    }
}
