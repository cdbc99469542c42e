namespace ActorNet.Cli.Console;

/// <summary>Plain lines, for files, pipes and terminals that know nothing else: one per epoch, and now and then one within.</summary>
internal sealed class PlainConsole(TextWriter output, TextWriter error, TimeProvider time) : ITrainingView
{
    /// <summary>How long nothing is said within an epoch.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly MembershipText _membership = new();
    private int _epochs;
    private long _lastLine;

    public void Progress(string line) => output.WriteLine(line);

    public void Begin(RunDescription run, string path, int workers, int threads)
    {
        _epochs = run.Spec.Epochs;
        foreach (var line in RunText.Begin(run, workers, threads))
            Write(line);
    }

    public void Handle(TrainingEvent trainingEvent)
    {
        switch (trainingEvent)
        {
            case EpochCompleted epoch:
                Write(RunText.Epoch(epoch, _epochs));
                break;
            case StepsCompleted steps when steps.StepInEpoch < steps.StepsPerEpoch && time.GetElapsedTime(_lastLine) >= Silence:
                Write(RunText.Steps(steps, _epochs));
                break;
            case var other when _membership.LineOf(other) is { } line:
                Write(line);
                break;
        }
    }

    public void Warn(string sentence) => error.WriteLine(sentence);

    public void Finish(RunSummary summary, string path)
    {
        foreach (var line in RunText.Finish(summary, path))
            Write(line);
    }

    public void Dispose() => output.Flush();

    private void Write(string line)
    {
        _lastLine = time.GetTimestamp();
        output.WriteLine(TerminalText.Escape(line));
    }
}
