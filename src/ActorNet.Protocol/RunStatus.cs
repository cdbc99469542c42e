namespace ActorNet.Protocol;

/// <summary>Tell how the run stands. Answered by <see cref="RunStatus"/>.</summary>
internal sealed record GetRunStatus
{
    private GetRunStatus() { }

    /// <summary>The only one.</summary>
    public static GetRunStatus Instance { get; } = new();
}

/// <summary>How a run stands.</summary>
/// <param name="RunId">The run.</param>
/// <param name="State">What it does: "waiting-for-workers", "training" or "evaluating"; or <see cref="StandingBy"/>.</param>
/// <param name="Network">Layer widths, such as "784-128-10".</param>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Epochs">Epochs asked for.</param>
/// <param name="Step">Steps done since the run began.</param>
/// <param name="TotalSteps">Steps in the whole run.</param>
/// <param name="Loss">The mean cost per sample at the last report; null before the first.</param>
/// <param name="SamplesPerSecond">Training speed at the last report.</param>
/// <param name="Workers">Those who take part.</param>
/// <param name="Counters">What went another way than planned.</param>
public sealed record RunStatus(
    string RunId, string State, string Network, int Epoch, int Epochs, long Step, long TotalSteps, double? Loss, double SamplesPerSecond,
    IReadOnlyList<WorkerStatus> Workers, StatusCounters Counters)
{
    /// <summary>The state of a coordinator that keeps a copy of the run while another trains.</summary>
    public const string StandingBy = "standing-by";

    /// <summary>Whether the coordinator that answers is not the one that trains.</summary>
    public bool IsStandingBy => State == StandingBy;
}

/// <summary>How a worker stands.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Share">Its share of the samples at the last report, 0 to 1.</param>
/// <param name="SamplesPerSecond">Samples it computed per second at the last report.</param>
/// <param name="BusyFraction">The share of the time it computed, 0 to 1.</param>
public sealed record WorkerStatus(string Worker, double Share, double SamplesPerSecond, double BusyFraction)
{
    /// <summary>Its link; null for a worker of the coordinator's own process.</summary>
    public LinkStatus? Link { get; init; }
}

/// <summary>How a worker's tensor link stands.</summary>
/// <param name="Address">Its other end.</param>
/// <param name="LatencyMilliseconds">From a request to its answer, without the computing: sending both ways and waiting, smoothed.</param>
/// <param name="BytesSent">Bytes sent to the worker.</param>
/// <param name="BytesReceived">Bytes received from it.</param>
public sealed record LinkStatus(string Address, double LatencyMilliseconds, long BytesSent, long BytesReceived);

/// <summary>What went another way than planned, counted since the coordinator started.</summary>
/// <param name="Stale">Answers that came too late, or that nobody had asked for.</param>
/// <param name="Duplicate">Answers to what somebody else had answered first.</param>
/// <param name="Reassigned">Ranges of slices that went from a lost worker to others.</param>
/// <param name="Speculated">Ranges of slices that a second worker was asked for, since the first was late.</param>
/// <param name="RefusedConnections">Connections that were closed because they sent nothing, or nothing sensible.</param>
public sealed record StatusCounters(long Stale, long Duplicate, long Reassigned, long Speculated, long RefusedConnections = 0);
