namespace ActorNet.Protocol;

/// <summary>Requests the status of the run. Answered by <see cref="RunStatus"/>.</summary>
internal sealed record GetRunStatus
{
    private GetRunStatus() { }

    public static GetRunStatus Instance { get; } = new();
}

/// <summary>The status of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="State">"waiting-for-workers", "training" or "evaluating"; or <see cref="StandingBy"/>.</param>
/// <param name="Network">Layer widths, such as "784-128-10".</param>
/// <param name="Epoch">The current epoch, from 1.</param>
/// <param name="Epochs">The number of epochs of the run.</param>
/// <param name="Step">Steps completed since the start of the run.</param>
/// <param name="TotalSteps">Steps in the whole run.</param>
/// <param name="Loss">The mean cost per sample at the last report; null before the first.</param>
/// <param name="SamplesPerSecond">The training speed at the last report.</param>
/// <param name="Workers">The admitted workers.</param>
/// <param name="Counters">Irregular events.</param>
public sealed record RunStatus(
    string RunId, string State, string Network, int Epoch, int Epochs, long Step, long TotalSteps, double? Loss, double SamplesPerSecond,
    IReadOnlyList<WorkerStatus> Workers, StatusCounters Counters)
{
    /// <summary>The state of a coordinator that replicates the run while another one is active.</summary>
    public const string StandingBy = "standing-by";

    /// <summary>Whether the answering coordinator is a standby, not the active one.</summary>
    public bool IsStandingBy => State == StandingBy;
}

/// <summary>The status of a worker.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Share">Its share of the samples at the last report, 0 to 1.</param>
/// <param name="SamplesPerSecond">Samples it computed per second at the last report.</param>
/// <param name="BusyFraction">The fraction of the time it spent computing, 0 to 1.</param>
public sealed record WorkerStatus(string Worker, double Share, double SamplesPerSecond, double BusyFraction)
{
    /// <summary>Its link; null for a worker in the coordinator's process.</summary>
    public LinkStatus? Link { get; init; }
}

/// <summary>The status of a worker's tensor link.</summary>
/// <param name="Address">The worker's address.</param>
/// <param name="LatencyMilliseconds">Smoothed time from request to answer without the computation: transfer both ways and waiting.</param>
/// <param name="BytesSent">Bytes sent to the worker.</param>
/// <param name="BytesReceived">Bytes received from the worker.</param>
public sealed record LinkStatus(string Address, double LatencyMilliseconds, long BytesSent, long BytesReceived);

/// <summary>Counts of irregular events since the coordinator started.</summary>
/// <param name="Stale">Answers that were late or had no request.</param>
/// <param name="Duplicate">Answers for slices that another worker had answered first.</param>
/// <param name="Reassigned">Ranges of slices reassigned from a lost worker to others.</param>
/// <param name="Speculated">Ranges of slices requested from a second worker because the first one was late.</param>
/// <param name="RefusedConnections">Connections rejected because their first frame was late or not acceptable.</param>
public sealed record StatusCounters(long Stale, long Duplicate, long Reassigned, long Speculated, long RefusedConnections = 0)
{
    /// <summary>Steps in which workers exchanged their gradients among each other.</summary>
    public long Exchanged { get; init; }

    /// <summary>Exchanges given up, since a worker or a link failed; the workers computed these steps again.</summary>
    public long Abandoned { get; init; }
}
