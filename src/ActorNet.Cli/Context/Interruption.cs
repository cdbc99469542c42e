using System.Runtime.InteropServices;

namespace ActorNet.Cli.Context;

/// <summary>
/// The user's wish to stop: the first SIGINT (Ctrl-C) or SIGTERM asks for an orderly end, the second one ends the process. A process that
/// another one has started may take the end of its standard input as such a request instead of SIGINT, which a terminal sends to both.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CliContext _context;
    private readonly Action _onFirst;
    private readonly Action _onSecond;
    private bool _isRequested;

    /// <summary>Listens for signals, if the context says so, and for the end of standard input, if it is to be followed.</summary>
    public Interruption(CliContext context, Action onFirst, Action? onSecond = null, bool followsInput = false)
    {
        _context = context;
        _onFirst = onFirst;
        _onSecond = onSecond ?? (() => { });
        if (followsInput)
            new Thread(FollowInput) { IsBackground = true, Name = "input" }.Start();
        if (!context.ListensToSignals)
            return;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, followsInput ? signal => signal.Cancel = true : Receive));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive));
    }

    /// <summary>Cancelled by the first request.</summary>
    public CancellationToken Token => _source.Token;

    public void Request()
    {
        if (TryBegin())
            return;
        _onSecond();
        _context.ExitAtOnce(ExitCodes.Interrupted);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    /// <returns>False if it is not the first request.</returns>
    private bool TryBegin()
    {
        if (Interlocked.Exchange(ref _isRequested, true))
            return false;
        _source.Cancel();
        _onFirst();
        return true;
    }

    private void FollowInput()
    {
        try
        {
            using var input = _context.OpenInput();
            var buffer = new byte[256];
            while (input.Read(buffer) > 0)
            {
                // What it says does not matter.
            }
        }
        catch (IOException)
        {
            // It cannot be read any more, which is the same.
        }

        try
        {
            TryBegin();
        }
        catch (ObjectDisposedException)
        {
            // The command is over.
        }
    }

    private void Receive(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Request();
    }
}
