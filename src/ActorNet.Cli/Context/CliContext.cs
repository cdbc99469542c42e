using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Security;

namespace ActorNet.Cli.Context;

/// <summary>Trains a network; <see cref="Trainer.TrainAsync"/> outside of tests.</summary>
internal delegate Task<TrainingResult> TrainNetwork(
    TrainingSpec spec, Dataset dataset, TrainerOptions options, Action<TrainingEvent> onEvent, CancellationToken cancellationToken);

/// <summary>Trains a network in a cluster; <see cref="ClusterTrainer.TrainAsync"/> outside of tests.</summary>
internal delegate Task<TrainingResult> CoordinateTraining(
    TrainingSpec spec, Dataset dataset, TrainerOptions options, ClusterOptions cluster, Action<TrainingEvent> onEvent,
    CancellationToken cancellationToken);

/// <summary>Computes for coordinators; <see cref="ClusterWorker.RunAsync"/> outside of tests.</summary>
internal delegate Task ComputeForOthers(ClusterWorkerOptions options, Action<WorkerEvent> onNews, CancellationToken cancellationToken);

/// <summary>Loads the data of a request; <paramref name="report"/> gets short lines about slow parts, such as a download.</summary>
internal delegate Task<Dataset> LoadDataset(DatasetRequest request, Action<string> report, CancellationToken cancellationToken);

/// <summary>All that the command takes from the world around it.</summary>
internal sealed record CliContext
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether standard output is a terminal that can move its cursor.</summary>
    public bool IsLiveTerminal { get; init; }

    /// <summary>Whether standard error is a terminal; it is the same one as standard output if that is a terminal too.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    public required TimeProvider Time { get; init; }

    public required int Processors { get; init; }

    public required TrainNetwork Train { get; init; }

    public CoordinateTraining Coordinate { get; init; } = ClusterTrainer.TrainAsync;

    /// <summary>Checks that a coordinator can listen as asked.</summary>
    public Func<ClusterOptions, CancellationToken, Task> CheckListening { get; init; } = ClusterTrainer.CheckListeningAsync;

    /// <summary>Computes for coordinators.</summary>
    public ComputeForOthers Work { get; init; } = ClusterWorker.RunAsync;

    /// <summary>Asks a coordinator how its run stands.</summary>
    public Func<Endpoint, NodeCertificates?, CancellationToken, Task<RunStatus>> AskStatus { get; init; } = ClusterStatus.AskAsync;

    /// <summary>The name of this machine, or of the container.</summary>
    public string MachineName { get; init; } = "machine";

    public int ProcessId { get; init; } = 1;

    /// <summary>A variable of the environment; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    public required LoadDataset Load { get; init; }

    /// <summary>Where MNIST comes from.</summary>
    public required MnistSource Mnist { get; init; }

    /// <summary>Where data sets are looked for, given the folder the user named, if any.</summary>
    public required Func<string?, DataFolders> Folders { get; init; }

    /// <summary>What a second interruption calls; it does not return outside of tests.</summary>
    public required Action<int> ExitAtOnce { get; init; }

    /// <summary>Whether SIGINT and SIGTERM are listened to.</summary>
    public bool ListensToSignals { get; init; }

    /// <summary>The full path of a path the user gave.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A path as the user would write it here: relative where it lies below the working directory.</summary>
    public string ShortPath(string path)
    {
        var relative = Path.GetRelativePath(WorkingDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
