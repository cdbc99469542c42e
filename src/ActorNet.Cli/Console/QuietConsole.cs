namespace ActorNet.Cli.Console;

/// <summary>The outcome and nothing else.</summary>
internal sealed class QuietConsole(TextWriter output, TextWriter error) : ITrainingView
{
    public void Progress(string line) { }

    public void Begin(RunDescription run, string path, int workers, int threads) { }

    public void Handle(TrainingEvent trainingEvent) { }

    public void Warn(string sentence) => error.WriteLine(sentence);

    public void Finish(RunSummary summary, string path)
    {
        if (summary.Notice is { } notice)
            output.WriteLine(notice);
        foreach (var line in RunText.Finish(summary, path))
            output.WriteLine(line);
    }

    public void Dispose() => output.Flush();
}
