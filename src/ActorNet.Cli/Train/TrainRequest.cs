using ActorNet.Actors.Hosting;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>What `actornet train`, or another command that trains, was asked to do.</summary>
/// <param name="Spec">What decides the weights.</param>
/// <param name="Data">The data.</param>
/// <param name="Workers">Worker actors in this process.</param>
/// <param name="Threads">Compute threads of each.</param>
internal sealed record TrainRequest(SpecRequest Spec, DatasetRequest Data, int Workers, int Threads)
{
    /// <summary>Whether the data were named at all; a resumed run has its own.</summary>
    public bool DataIsNamed { get; init; }

    /// <summary>Steps between two checkpoints besides those at the end of each epoch; null for none.</summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>How many of the newest checkpoints are kept.</summary>
    public int KeptCheckpoints { get; init; } = CheckpointFolder.DefaultKept;

    /// <summary>The command that was asked.</summary>
    public string Command { get; init; } = "train";

    /// <summary>What was said that run.json does not keep, since the weights do not depend on it: as arguments to be given again.</summary>
    public IReadOnlyList<string> RunOptions { get; init; } = [];

    /// <summary>The model whose weights the run begins with; null where they are drawn.</summary>
    public string? InitFrom { get; init; }

    /// <summary>Those weights.</summary>
    public float[]? InitialParameters { get; init; }

    /// <summary>The run to go on with; null for a new one.</summary>
    public string? Resume { get; init; }

    /// <summary>The run's folder; null for one under runs/.</summary>
    public string? Out { get; init; }

    /// <summary>Whether to go on with the run in <see cref="Out"/>, where there is one.</summary>
    public bool Continue { get; init; }

    /// <summary>How this process takes its place among several coordinators of the run; null where it is the only one.</summary>
    public ClusterOptions? Quorum { get; init; }

    /// <summary>What must hold of this machine, checked before anything is loaded or written.</summary>
    public Func<CancellationToken, Task> Check { get; init; } = _ => Task.CompletedTask;

    /// <summary>The folder for TensorBoard; null for none.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>Whether standard output is for a program.</summary>
    public bool Json { get; init; }

    /// <summary>Whether only the outcome is to be told.</summary>
    public bool Quiet { get; init; }
}
