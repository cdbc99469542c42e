using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>
/// Draws a <see cref="LiveRegion"/> a few times a second on a thread of its own, so that no reporter waits for a paused terminal.
/// Everything that this process writes to the terminal while the picture is there goes through it.
/// </summary>
internal sealed class LiveTerminal : IDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    /// <summary>A frame after such a gap was delayed: by a busy machine, or because the process was stopped from outside.</summary>
    private static readonly TimeSpan LateFrame = TimeSpan.FromSeconds(1);

    private readonly LiveRegion _region;
    private readonly Func<IReadOnlyList<IReadOnlyList<Segment>>> _picture; // called on the drawing thread
    private readonly CliContext _context;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private Thread? _thread;
    private volatile bool _isLive;
    private volatile bool _isGone;
    private int _continued;

    public LiveTerminal(IAnsiConsole console, Func<IReadOnlyList<IReadOnlyList<Segment>>> picture, CliContext context) =>
        (_region, _picture, _context) = (new LiveRegion(console), picture, context);

    /// <summary>Writes a line that stays: with the next frame while the picture is there, else at once.</summary>
    public void WriteLine(string line)
    {
        _lines.Enqueue(line);
        if (!_isLive)
            Flush();
    }

    /// <summary>Writes a sentence that the user must see at once: to standard error, unless that is this terminal.</summary>
    public void Warn(string sentence)
    {
        if (_context.IsErrorTerminal)
            WriteLine(sentence);
        else
            _context.Error.WriteLine(sentence);
    }

    /// <summary>Starts to show the picture.</summary>
    public void Start()
    {
        if (_context.ListensToSignals && !OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, StopAndContinue));
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, Continue));
        }

        _isLive = true;
        _thread = new Thread(Draw) { IsBackground = true, Name = "live terminal" };
        _thread.Start();
    }

    /// <summary>Removes the picture, and leaves the lines.</summary>
    public void Dispose()
    {
        if (!_isLive)
            return;
        _over.Set();
        _thread!.Join();
        _isLive = false;
        foreach (var registration in _registrations)
            registration.Dispose();
        _over.Dispose();
        if (!_isGone)
            Flush();
    }

    private void Draw()
    {
        try
        {
            bool isOver;
            do
            {
                var drawn = _context.Time.GetTimestamp();
                lock (_gate)
                    DrawFrame(_picture());
                isOver = _over.Wait(Frame);
                // After a stop from outside, SIGCONT comes first, but its handler runs on another thread.
                if (!isOver && _context.Time.GetElapsedTime(drawn) > LateFrame)
                    isOver = _over.Wait(Frame);
            }
            while (!isOver);

            Flush();
        }
        catch (Exception)
        {
            // The terminal is gone, or cannot show this; the run goes on, and is recorded.
            _isGone = true;
        }
    }

    private void Flush()
    {
        lock (_gate)
            DrawFrame([]);
    }

    private void DrawFrame(IReadOnlyList<IReadOnlyList<Segment>> picture)
    {
        // In the background, the terminal belongs to the shell.
        if (!JobControl.IsInForeground)
        {
            _region.Forget();
            picture = [];
        }

        var lines = new List<string>();
        while (_lines.TryDequeue(out var line))
            lines.Add(line);
        _region.Draw(lines, picture);
    }

    /// <summary>Ctrl-Z: removes the picture, under the lock, so that no frame is drawn over the shell's output.</summary>
    private void StopAndContinue(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lock (_gate)
        {
            DrawFrame([]);
            JobControl.Stop();
            _continued++;
        }
    }

    /// <summary>After a stop from outside (SIGSTOP) the shell may have written since.</summary>
    private void Continue(PosixSignalContext signal)
    {
        // Otherwise the runtime restores its terminal settings, for which the system sometimes stops a job in the background (SIGTTOU).
        signal.Cancel = true;
        lock (_gate)
        {
            if (_continued > 0)
                _continued--;
            else
                _region.Forget();
        }
    }
}
