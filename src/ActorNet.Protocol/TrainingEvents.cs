namespace ActorNet.Protocol;

/// <summary>
/// Something that happened in a run, for whoever watches it: the console, the run directory, a dashboard.
/// Facts only; an event never asks for an answer.
/// </summary>
/// <param name="RunId">The run it happened in.</param>
public abstract record TrainingEvent(string RunId);

/// <summary>The run has begun: all workers that were waited for are ready.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Network">Layer widths, such as "784-128-10".</param>
/// <param name="Parameters">The number of weights and biases.</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="TrainSamples">Samples per epoch.</param>
/// <param name="ValidationSamples">Samples kept for validation.</param>
/// <param name="TestSamples">Samples in the test set.</param>
/// <param name="Epochs">Epochs asked for.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
public sealed record TrainingStarted(
    string RunId, string Network, int Parameters, int Workers, int TrainSamples, int ValidationSamples, int TestSamples,
    int Epochs, int StepsPerEpoch) : TrainingEvent(RunId);

/// <summary>A worker has proved itself ready and takes part from the next step on.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Worker">The worker's name.</param>
public sealed record WorkerJoined(string RunId, string Worker) : TrainingEvent(RunId);

/// <summary>A worker no longer takes part.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record WorkerLeft(string RunId, string Worker, string Reason) : TrainingEvent(RunId);

/// <summary>There are too few workers to begin or to go on; the run waits for more.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Ready">Workers that are ready.</param>
/// <param name="Needed">Workers that must be ready.</param>
public sealed record WaitingForWorkers(string RunId, int Ready, int Needed) : TrainingEvent(RunId);

/// <summary>The coordinator listens; workers can join.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Endpoint">Where they join, HOST:PORT.</param>
public sealed record CoordinatorListening(string RunId, string Endpoint) : TrainingEvent(RunId)
{
    /// <summary>All that workers should know to find the run whichever coordinator trains: endpoints, joined by commas.</summary>
    public string Join { get; init; } = Endpoint;

    /// <summary>Whether workers need a certificate.</summary>
    public bool NeedsCertificate { get; init; }

    /// <summary>Whether workers need the join secret.</summary>
    public bool NeedsSecret { get; init; }
}

/// <summary>
/// A worker that took part turned out to compute wrongly: the run goes back to before its first contribution. Whatever was told of
/// later steps and epochs is void, and will be told again.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="ToStep">Steps that stay done.</param>
/// <param name="ToEpoch">Epochs that stay done and evaluated.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record TrainingRewound(string RunId, long ToStep, int ToEpoch, string Reason) : TrainingEvent(RunId);

/// <summary>What one worker did since the last report.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="Samples">Samples whose gradient it computed.</param>
/// <param name="BusyFraction">The share of the time it spent computing, 0 to 1.</param>
public sealed record WorkerProgress(string Worker, long Samples, double BusyFraction);

/// <summary>Training has come this far. Sent every so many steps, not at each, and at the end of each epoch.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Step">Steps done since the run began.</param>
/// <param name="StepInEpoch">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
/// <param name="Loss">The mean cost per sample over the minibatches since the last report, before regularization.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="SamplesPerSecond">Training speed since the last report.</param>
/// <param name="Workers">What each worker did since the last report.</param>
public sealed record StepsCompleted(
    string RunId, int Epoch, long Step, int StepInEpoch, int StepsPerEpoch, double Loss, double LearningRate,
    double SamplesPerSecond, IReadOnlyList<WorkerProgress> Workers) : TrainingEvent(RunId);

/// <summary>An epoch is done and evaluated.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Steps done since the run began.</param>
/// <param name="TrainLoss">The mean cost per sample over the epoch's minibatches, each taken before its step.</param>
/// <param name="ValidationLoss">The mean cost per validation sample, where there are any.</param>
/// <param name="ValidationAccuracy">The share of validation samples classified rightly, where there are any.</param>
/// <param name="TestLoss">The mean cost per test sample.</param>
/// <param name="TestAccuracy">The share of test samples classified rightly; null for regression.</param>
/// <param name="Seconds">The time spent training in this epoch, without evaluation.</param>
/// <param name="SamplesPerSecond">Samples trained on per second of that time.</param>
/// <param name="IsBest">Whether the weights after this epoch are the best so far, and kept.</param>
public sealed record EpochCompleted(
    string RunId, int Epoch, long Step, double TrainLoss, double? ValidationLoss, double? ValidationAccuracy,
    double TestLoss, double? TestAccuracy, double Seconds, double SamplesPerSecond, bool IsBest) : TrainingEvent(RunId);

/// <summary>The run is over and its weights are final.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="WeightsSha256">SHA-256 of the final parameters as little-endian float32.</param>
public sealed record TrainingCompleted(string RunId, StopReason Reason, long Steps, string WeightsSha256) : TrainingEvent(RunId);

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    AllEpochsDone,

    /// <summary>The target accuracy is reached.</summary>
    TargetReached,

    /// <summary>The validation loss has not improved for as long as patience allows.</summary>
    NoImprovement,

    /// <summary>The user asked for it.</summary>
    Interrupted,
}
