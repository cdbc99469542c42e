using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Security;

namespace ActorNet.Cli.Context;

/// <summary>Everything that the command takes from its environment.</summary>
internal sealed record CliContext
{
    /// <summary>The folder of runs without a folder of their own.</summary>
    public const string RunsFolder = "runs";

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether standard output is a terminal that can move its cursor.</summary>
    public bool IsLiveTerminal { get; init; }

    /// <summary>Whether standard error is a terminal; it is the same one as standard output if that is a terminal too.</summary>
    public bool IsErrorTerminal { get; init; }

    public required string WorkingDirectory { get; init; }

    public required TimeProvider Time { get; init; }

    public required int Processors { get; init; }

    /// <summary>Trains a network in this process.</summary>
    public required Func<TrainingSpec, Dataset, TrainerOptions, Action<TrainingEvent>, CancellationToken, Task<TrainingResult>> Train
    {
        get; init;
    }

    /// <summary>Prepares this process for a run while its images are read, until the token says that they are.</summary>
    public Action<TrainingSpec, CancellationToken> Rehearse { get; init; } = (_, _) => { };

    /// <summary>Trains a network in a cluster.</summary>
    public Func<
        TrainingSpec, Dataset, TrainerOptions, ClusterOptions, Action<TrainingEvent>, CancellationToken, Task<TrainingResult>>
        Coordinate { get; init; } = ClusterTrainer.TrainAsync;

    public Func<ClusterOptions, CancellationToken, Task> CheckListening { get; init; } = ClusterTrainer.CheckListeningAsync;

    public Func<ClusterWorkerOptions, Action<WorkerEvent>, CancellationToken, Task> Work { get; init; } = ClusterWorker.RunAsync;

    public Func<Endpoint, NodeCertificates?, CancellationToken, Task<RunStatus>> AskStatus { get; init; } = ClusterStatus.AskAsync;

    /// <summary>The name of this machine, or of the container.</summary>
    public string MachineName { get; init; } = "machine";

    public int ProcessId { get; init; } = 1;

    /// <summary>This program, as another process starts it: a file, and arguments before those of the command.</summary>
    public IReadOnlyList<string> Program { get; init; } = ["actornet"];

    /// <summary>Opens standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>An environment variable; null if it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Loads the data of a request; the action gets short lines about slow parts, such as a download.</summary>
    public required Func<DatasetRequest, Action<string>, CancellationToken, Task<Dataset>> Load { get; init; }

    public required MnistSource Mnist { get; init; }

    /// <summary>The folders to search for data sets, given the folder that the user named, if any.</summary>
    public required Func<string?, DataFolders> Folders { get; init; }

    /// <summary>Called at a second interruption; returns only in tests.</summary>
    public required Action<int> ExitAtOnce { get; init; }

    /// <summary>Whether signals are handled: SIGINT, SIGTERM and those of job control.</summary>
    public bool ListensToSignals { get; init; }

    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A path as the user would write it here: relative where it lies below the working directory.</summary>
    public string ShortPath(string path)
    {
        var relative = Path.GetRelativePath(WorkingDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The folder of the run that <paramref name="run"/> names: its path, or its id under runs/.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public string FindRun(string run) => TryFindRun(run) ?? throw InvalidInputException.Of(
        $"Run '{run}'", $"does not exist: neither '{run}' nor '{Path.Combine(RunsFolder, run)}' has a run.json",
        advice: "`actornet runs` lists the runs");

    /// <summary>As <see cref="FindRun"/>; null if there is none.</summary>
    public string? TryFindRun(string run) =>
        new[] { FullPath(run), FullPath(Path.Combine(RunsFolder, run)) }.FirstOrDefault(RunDirectory.Exists);

    /// <summary>Creates a folder for files that a command writes, unless it exists, and checks that it can be written to.</summary>
    /// <exception cref="InvalidInputException">It is a file, or cannot be created or written to.</exception>
    public string CreateFolder(string option, string name)
    {
        var path = FullPath(name);
        if (File.Exists(path))
            throw new InvalidInputException(option, name, "a folder, but this is a file");
        try
        {
            Directory.CreateDirectory(path);
            // A folder that exists may still be read-only for this user.
            using var probe = new FileStream(
                Path.Combine(path, $".{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception fault) when (DiskFaults.IsPathFault(fault))
        {
            throw new InvalidInputException(option, name, $"a folder that can be written to ({fault})", cause: fault);
        }

        return path;
    }
}
