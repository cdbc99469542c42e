using System.Runtime.InteropServices;

namespace ActorNet.Cli.Context;

/// <summary>
/// The user's wish to stop: the first SIGINT (Ctrl-C) or SIGTERM asks for an orderly end, the second one ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CliContext _context;
    private readonly Action _onFirst;
    private readonly Action _onSecond;
    private int _requests;

    /// <summary>Listens for signals, if the context says so.</summary>
    public Interruption(CliContext context, Action onFirst, Action? onSecond = null)
    {
        _context = context;
        _onFirst = onFirst;
        _onSecond = onSecond ?? (() => { });
        if (!context.ListensToSignals)
            return;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive));
    }

    /// <summary>Cancelled by the first request.</summary>
    public CancellationToken Token => _source.Token;

    public void Request()
    {
        if (Interlocked.Increment(ref _requests) > 1)
        {
            _onSecond();
            _context.ExitAtOnce(ExitCodes.Interrupted);
            return;
        }

        _source.Cancel();
        _onFirst();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Receive(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Request();
    }
}
