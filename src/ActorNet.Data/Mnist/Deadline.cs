namespace ActorNet.Data.Mnist;

/// <summary>A restartable timeout: its token is cancelled by the parent token or when the time is up.</summary>
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
