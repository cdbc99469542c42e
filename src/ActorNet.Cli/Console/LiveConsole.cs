using System.Collections.Concurrent;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using Spectre.Console;

namespace ActorNet.Cli.Console;

/// <summary>
/// A terminal: lines that stay for what is done, and below them a picture of what is under way, redrawn a few times a second
/// on a thread of its own.
/// </summary>
internal sealed class LiveConsole : ITrainingView
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console;
    private readonly LivePicture _picture;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ManualResetEventSlim _over = new();
    private Thread? _thread;
    private readonly MembershipText _membership = new();
    private int _epochs;

    /// <summary>Begins to tell on a terminal.</summary>
    public LiveConsole(IAnsiConsole console, TimeProvider time)
    {
        _console = console;
        _picture = new LivePicture(time, console.Profile);
    }

    public void Progress(string line) => _console.WriteLine(line);

    public void Begin(RunDescription run, string path, int workers, int threads)
    {
        _epochs = run.Spec.Epochs;
        foreach (var line in RunText.Begin(run, workers, threads))
            _console.WriteLine(line);
        _console.WriteLine();
        _thread = new Thread(Draw) { IsBackground = true, Name = "live console" };
        _thread.Start();
    }

    public void Handle(TrainingEvent trainingEvent)
    {
        _picture.Take(trainingEvent);
        if (trainingEvent is EpochCompleted epoch)
            _lines.Enqueue(RunText.Epoch(epoch, _epochs));
        else if (_membership.LineOf(trainingEvent) is { } line)
            _lines.Enqueue(line);
    }

    public void Warn(string sentence)
    {
        if (_thread is null || _over.IsSet)
            _console.WriteLine(sentence);
        else
            _lines.Enqueue(sentence);
    }

    public void Finish(RunSummary summary, string path)
    {
        Stop();
        _console.WriteLine();
        foreach (var line in RunText.Finish(summary, path))
            _console.WriteLine(line);
    }

    public void Dispose()
    {
        Stop();
        _over.Dispose();
    }

    private void Draw()
    {
        try
        {
            _console.Live(_picture.Draw()).AutoClear(true).Start(Draw);
        }
        catch (Exception)
        {
            // The terminal is gone, or cannot show this; the run goes on, and is recorded.
        }
    }

    private void Draw(LiveDisplayContext live)
    {
        bool over;
        do
        {
            over = _over.Wait(Frame);
            while (_lines.TryDequeue(out var line))
                _console.WriteLine(line);
            live.UpdateTarget(_picture.Draw());
        }
        while (!over);
    }

    private void Stop()
    {
        if (_over.IsSet)
            return;
        _over.Set();
        _thread?.Join();
    }
}
