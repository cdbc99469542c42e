using ActorNet.Models.Datasets;
using ActorNet.Models.Files;
using ActorNet.Models.Recording;

namespace ActorNet.Cli.Console;

/// <summary>
/// One JSON object per line for a program to read: what the run is, each event, and the summary last; when quiet, the summary alone.
/// </summary>
internal sealed class JsonOutput(TextWriter output, TextWriter error, bool quiet) : ITrainingView
{
    public void Progress(string line) => Write(new ProgressLine("progress", line));

    public void Begin(RunDescription run, string path, int workers, int threads) =>
        Write(new RunCreatedLine("run-created", run.RunId, path, workers, run.Dataset, run.Spec, threads));

    public void Handle(TrainingEvent trainingEvent)
    {
        if (!quiet)
            output.WriteLine(TrainingEventJson.Write(trainingEvent));
    }

    public void Warn(string sentence) => error.WriteLine(sentence);

    public void Finish(RunSummary summary, string path) => output.WriteLine(JsonFormat.Text(summary));

    public void Dispose() => output.Flush();

    private void Write<T>(T line)
    {
        if (!quiet)
            output.WriteLine(JsonFormat.Text(line));
    }

    private sealed record ProgressLine(string Event, string Text);

    private sealed record RunCreatedLine(
        string Event, string RunId, string Path, int Workers, DatasetDescription Dataset, TrainingSpec Spec, int Threads);
}
