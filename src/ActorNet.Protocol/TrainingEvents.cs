using System.Text.Json.Serialization;

namespace ActorNet.Protocol;

/// <summary>
/// An event in a run, for observers such as the console, the run directory and the dashboard. An event never expects an answer.
/// </summary>
/// <param name="RunId">The run.</param>
public abstract record TrainingEvent(string RunId);

/// <summary>The run has started: the required workers are ready.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Network">Layer widths, such as "784-128-10".</param>
/// <param name="Parameters">The number of weights and biases.</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="TrainSamples">Samples per epoch.</param>
/// <param name="ValidationSamples">Samples used for validation.</param>
/// <param name="TestSamples">Samples in the test set.</param>
/// <param name="Epochs">The number of epochs of the run.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
public sealed record TrainingStarted(
    string RunId, string Network, int Parameters, int Workers, int TrainSamples, int ValidationSamples, int TestSamples,
    int Epochs, int StepsPerEpoch) : TrainingEvent(RunId);

/// <summary>A worker was admitted and takes part from the next step on.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Worker">The worker's name.</param>
public sealed record WorkerJoined(string RunId, string Worker) : TrainingEvent(RunId);

/// <summary>A worker no longer takes part.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Worker">The worker's name.</param>
/// <param name="Reason">A few words.</param>
public sealed record WorkerLeft(string RunId, string Worker, string Reason) : TrainingEvent(RunId);

/// <summary>There are too few workers to start or to continue; the run waits for more.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Ready">The number of admitted workers.</param>
/// <param name="Needed">The number of workers that must be admitted.</param>
public sealed record WaitingForWorkers(string RunId, int Ready, int Needed) : TrainingEvent(RunId);

/// <summary>The coordinator accepts workers.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Endpoint">The endpoint they join, HOST:PORT.</param>
public sealed record CoordinatorListening(string RunId, string Endpoint) : TrainingEvent(RunId)
{
    /// <summary>The value of --join for workers: the endpoints of all coordinators, separated by commas.</summary>
    public string Join { get; init; } = Endpoint;

    /// <summary>Whether workers need a certificate.</summary>
    public bool NeedsCertificate { get; init; }

    /// <summary>Whether workers need the join secret.</summary>
    public bool NeedsSecret { get; init; }

    /// <summary>Whether connections are plain text even to other machines, which workers must allow too.</summary>
    public bool IsInsecure { get; init; }
}

/// <summary>
/// A worker computed wrong results: the run is rewound to the step before its first contribution. Events of later steps and epochs are void
/// and will be reported again.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="ToStep">The number of steps that remain valid.</param>
/// <param name="ToEpoch">The number of epochs that remain valid.</param>
/// <param name="Reason">A few words.</param>
public sealed record TrainingRewound(string RunId, long ToStep, int ToEpoch, string Reason) : TrainingEvent(RunId);

/// <summary>The work of one worker since the last report.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="Samples">Samples whose gradient it computed.</param>
/// <param name="BusyFraction">The fraction of the time it spent computing, 0 to 1.</param>
public sealed record WorkerProgress(string Worker, long Samples, double BusyFraction);

/// <summary>Training progress, reported at intervals of several steps and at the end of each epoch.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Epoch">The current epoch, from 1.</param>
/// <param name="Step">Steps completed since the start of the run.</param>
/// <param name="StepInEpoch">Steps completed in this epoch.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
/// <param name="Loss">The mean cost per sample over the minibatches since the last report, before regularization.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="SamplesPerSecond">The training speed since the last report.</param>
/// <param name="Workers">The work of each worker since the last report.</param>
public sealed record StepsCompleted(
    string RunId, int Epoch, long Step, int StepInEpoch, int StepsPerEpoch, double Loss, double LearningRate,
    double SamplesPerSecond, IReadOnlyList<WorkerProgress> Workers) : TrainingEvent(RunId);

/// <summary>An epoch is completed and evaluated.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Steps completed since the start of the run.</param>
/// <param name="TrainLoss">The mean cost per sample over the epoch's minibatches, each taken before its step.</param>
/// <param name="ValidationLoss">The mean cost per validation sample; null without validation samples.</param>
/// <param name="ValidationAccuracy">The fraction of validation samples classified correctly; null without any.</param>
/// <param name="TestLoss">The mean cost per test sample.</param>
/// <param name="TestAccuracy">The fraction of test samples classified correctly; null for regression.</param>
/// <param name="Seconds">The time spent training in this epoch, without evaluation.</param>
/// <param name="SamplesPerSecond">Samples trained on per second of that time.</param>
/// <param name="IsBest">Whether the weights after this epoch are the best so far.</param>
public sealed record EpochCompleted(
    string RunId, int Epoch, long Step, double TrainLoss, double? ValidationLoss, double? ValidationAccuracy,
    double TestLoss, double? TestAccuracy, double Seconds, double SamplesPerSecond, bool IsBest) : TrainingEvent(RunId);

/// <summary>
/// The weights were hashed: at the start, at the end of each epoch and at equal intervals within it. docs/verify.md defines the hashes.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Step">Steps completed since the start of the run.</param>
/// <param name="WeightsSha256">SHA-256 of the parameters as little-endian float32.</param>
/// <param name="PrefixSha256">The same of the parameters up to the end of each layer but the last.</param>
/// <param name="StateSha256">SHA-256 of the rest of the state: the optimizer's vectors, and the summed costs of the epoch and since the last
/// report.</param>
public sealed record WeightsHashed(
    string RunId, long Step, string WeightsSha256, IReadOnlyList<string> PrefixSha256, string StateSha256) : TrainingEvent(RunId)
{
    /// <summary>The link of the chain over the metrics; null where they are not recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Link { get; init; }
}

/// <summary>The run is over and its weights are final.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">The reason for the end.</param>
/// <param name="Steps">Steps completed.</param>
/// <param name="WeightsSha256">SHA-256 of the final parameters as little-endian float32.</param>
public sealed record TrainingCompleted(string RunId, StopReason Reason, long Steps, string WeightsSha256) : TrainingEvent(RunId);

/// <summary>The reason for the end of a run.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    AllEpochsDone,

    /// <summary>The target accuracy is reached.</summary>
    TargetReached,

    /// <summary>The validation loss has not improved for as long as patience allows.</summary>
    NoImprovement,

    /// <summary>The user stopped the run.</summary>
    Interrupted,
}
