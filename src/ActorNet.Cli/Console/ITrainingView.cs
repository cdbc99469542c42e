namespace ActorNet.Cli.Console;

/// <summary>Shows a run to the user. Disposing of a view leaves the terminal as it was.</summary>
internal interface ITrainingView : IDisposable
{
    /// <summary>Something on the way to the run, such as a download.</summary>
    void Progress(string line);

    /// <summary>The run's directory exists and training is about to begin.</summary>
    void Begin(RunDescription run, string path, int workers, int threads);

    /// <summary>Something happened in the run.</summary>
    void Handle(TrainingEvent trainingEvent);

    /// <summary>Something the user must know at once, beside the outcome.</summary>
    void Warn(string sentence);

    /// <summary>The run is over.</summary>
    void Finish(RunSummary summary, string path);
}
