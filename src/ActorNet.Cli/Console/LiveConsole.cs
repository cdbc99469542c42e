using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Cli.Console;

internal sealed class LiveConsole(TextWriter output, TimeProvider time) : ITrainingView
{
    private readonly PlainConsole _plain = new(output, output, time);
    public void Progress(string line) => _plain.Progress(line);
    public void Begin(RunDescription run, string path, int workers) => _plain.Begin(run, path, workers);
    public void Handle(TrainingEvent happened) => _plain.Handle(happened);
    public void Warn(string sentence) => _plain.Warn(sentence);
    public void Finish(RunSummary summary, string path) => _plain.Finish(summary, path);
    public void Dispose() => _plain.Dispose();
}
