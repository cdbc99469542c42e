using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>
/// Draws a <see cref="LiveRegion"/> a few times a second on a thread of its own, so that no reporter waits for a paused
/// terminal. Everything that this process writes to the terminal while the picture is there goes through it.
/// </summary>
internal sealed class LiveTerminal : IDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    /// <summary>A frame that comes so late was held up: by a busy machine, or because the process was stopped from outside.</summary>
    private static readonly TimeSpan LateFrame = TimeSpan.FromSeconds(1);

    private readonly LiveRegion _region;
    private readonly Func<IReadOnlyList<IReadOnlyList<Segment>>> _picture;
    private readonly TimeProvider _time;
    private readonly bool _listensToSignals;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private Thread? _thread;
    private volatile bool _isLive;
    private volatile bool _isGone;
    private int _continued;

    /// <summary>A terminal without a picture yet.</summary>
    /// <param name="region">Where to draw.</param>
    /// <param name="picture">The picture of now; asked on the thread that draws.</param>
    /// <param name="time">The clock.</param>
    /// <param name="listensToSignals">Whether to listen to those of job control.</param>
    public LiveTerminal(LiveRegion region, Func<IReadOnlyList<IReadOnlyList<Segment>>> picture, TimeProvider time, bool listensToSignals) =>
        (_region, _picture, _time, _listensToSignals) = (region, picture, time, listensToSignals);

    /// <summary>Writes a line that stays: with the next frame while the picture is there, else at once.</summary>
    public void WriteLine(string line)
    {
        _lines.Enqueue(line);
        if (!_isLive)
            Flush();
    }

    /// <summary>Shows the picture from now on.</summary>
    public void Start()
    {
        if (_listensToSignals && !OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, StopAndContinue));
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, Continue));
        }

        _isLive = true;
        _thread = new Thread(Draw) { IsBackground = true, Name = "live terminal" };
        _thread.Start();
    }

    /// <summary>Takes the picture away, and leaves the lines.</summary>
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
                var drawn = _time.GetTimestamp();
                lock (_gate)
                    DrawFrame(_picture());
                isOver = _over.Wait(Frame);
                // Who stopped it from outside gave no warning; SIGCONT comes first, but its handler runs on another thread.
                if (!isOver && _time.GetElapsedTime(drawn) > LateFrame)
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
        // In the background the terminal is the shell's.
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

    /// <summary>Ctrl-Z: the picture goes, and under the lock, so that no frame is drawn over what the shell writes.</summary>
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

    /// <summary>Of a process that was stopped from outside (SIGSTOP): the shell may have written since.</summary>
    private void Continue(PosixSignalContext signal)
    {
        lock (_gate)
        {
            if (_continued > 0)
                _continued--;
            else
                _region.Forget();
        }
    }
}
