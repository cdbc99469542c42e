using ActorNet.Actors.Hosting;
using ActorNet.Cli.Spawning;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Train;

/// <summary>What `actornet train`, or another command that trains, is to do.</summary>
/// <param name="Spec">The options that decide the weights.</param>
/// <param name="Data">The data.</param>
/// <param name="Workers">Workers of this process; null for as many as the processors and the work in a step make faster.</param>
/// <param name="Threads">Compute threads of each.</param>
internal sealed record TrainRequest(SpecRequest Spec, DatasetRequest Data, int? Workers, int Threads)
{
    /// <summary>Whether the user named the data; a resumed run has its own.</summary>
    public bool DataIsNamed { get; init; }

    /// <summary>Steps between two checkpoints besides those at the end of each epoch; null for none.</summary>
    public int? CheckpointEvery { get; init; }

    public int KeptCheckpoints { get; init; } = CheckpointFolder.DefaultKept;

    public string Command { get; init; } = "train";

    /// <summary>Whether the run has no workers in other processes.</summary>
    public bool IsLocal { get; init; } = true;

    /// <summary>The options that run.json does not keep, since the weights do not depend on them, as arguments to repeat.</summary>
    public IReadOnlyList<string> RunOptions { get; init; } = [];

    /// <summary>The weights that --init-from names; null if they are drawn, or are in the run's folder.</summary>
    public float[]? InitialParameters { get; init; }

    /// <summary>The run to resume; null for a new one.</summary>
    public string? Resume { get; init; }

    /// <summary>The run's folder; null for one under runs/.</summary>
    public string? Out { get; init; }

    /// <summary>Whether to resume the run in <see cref="Out"/>, if there is one.</summary>
    public bool Continue { get; init; }

    /// <summary>How this process joins the other coordinators of the run; null if it is the only one.</summary>
    public ClusterOptions? Quorum { get; init; }

    /// <summary>The worker processes that this process starts when it coordinates; null for none.</summary>
    public SpawnRequest? Spawn { get; init; }

    /// <summary>A check of this machine, before anything is loaded or written.</summary>
    public Func<CancellationToken, Task> Check { get; init; } = _ => Task.CompletedTask;

    public string? TensorBoard { get; init; }

    /// <summary>The file for the messages of the run; null for none.</summary>
    public string? Trace { get; init; }

    public TraceHashes TraceHashes { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }
}
