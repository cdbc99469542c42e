using ActorNet.Cli.Tables;
using Spectre.Console;

namespace ActorNet.Cli.Console;

/// <summary>A run on a terminal: lines that stay for completed parts, and below them a picture of the current state.</summary>
internal sealed class LiveConsole : ITrainingView
{
    private readonly LivePicture _picture;
    private readonly LiveTerminal _terminal;
    private readonly Profile _profile;
    private readonly MembershipText _membership = new();
    private int _epochs;

    public LiveConsole(IAnsiConsole console, CliContext context)
    {
        _profile = console.Profile;
        _picture = new LivePicture(context.Time, _profile);
        _terminal = new LiveTerminal(console, _picture.Draw, context);
    }

    public void Progress(string line) => _terminal.WriteLine(line);

    public void Begin(RunDescription run, string path, int workers, int threads)
    {
        _epochs = run.Spec.Epochs;
        foreach (var line in RunText.Begin(run, workers, threads))
            foreach (var part in TextWrapping.Hanging(line, RunText.LabelWidth, _profile.Width - 1))
                _terminal.WriteLine(part);
        _terminal.WriteLine("");
        _terminal.Start();
    }

    public void Handle(TrainingEvent trainingEvent)
    {
        _picture.Record(trainingEvent);
        if (trainingEvent is EpochCompleted epoch)
            _terminal.WriteLine(RunText.Epoch(epoch, _epochs));
        // The picture shows the wait.
        else if (trainingEvent is not WaitingForWorkers && _membership.LineOf(trainingEvent) is { } line)
            _terminal.WriteLine(line);
    }

    public void Warn(string sentence) => _terminal.Warn(sentence);

    public void Finish(RunSummary summary, string path)
    {
        _terminal.Dispose();
        _terminal.WriteLine("");
        foreach (var line in RunText.Finish(summary, path))
            _terminal.WriteLine(line);
    }

    public void Dispose() => _terminal.Dispose();
}
